// Three networks on one machine: this process sits in the first, where a laptop would be.
//
//   laptop                 bastion                      private network
//   203.0.113.10 ───────── 203.0.113.5  10.0.0.1 ────── 10.0.0.11  kafka-1.internal
//                          203.0.113.6 (nothing there)
//
// Nothing of it reaches the real network, and all of it goes with the process: see main.ts.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

export const BASTION = '203.0.113.5'
export const BROKER = '10.0.0.11'
const DEAD = '203.0.113.6'
/** The ports of the broker that the bastion passes on. */
const FORWARDED_PORTS = [9092, 9094, 9101, 9102, 9103]

/** Of brokers.example.com the dead address comes first. */
const LAPTOP_HOSTS = `127.0.0.1 localhost
${DEAD} retired.example.com brokers.example.com
${BASTION} kafka.example.com brokers.example.com
`
const PRIVATE_HOSTS = `127.0.0.1 localhost
${BROKER} kafka-1.internal
`

/** What NAT passes on goes through; everything else is dropped without a word, as firewalls do. */
const BASTION_RULES = `
table ip nat {
  chain incoming {
    type nat hook prerouting priority dstnat
    iifname "outside" ip daddr ${BASTION} tcp dport { ${FORWARDED_PORTS.join(', ')} } dnat to ${BROKER}
  }
  chain outgoing {
    type nat hook postrouting priority srcnat
    oifname "outside" masquerade
  }
}
table ip filter {
  chain forward {
    type filter hook forward priority filter; policy drop
    ct state established,related accept
    ct status dnat accept
    iifname "inside" accept
  }
}`

export function buildNetworks(): void {
  run('mount', '-t', 'tmpfs', 'tmpfs', '/run') // where ip keeps its namespaces; ours alone, like every mount here
  giveNames()
  run('ip', 'link', 'set', 'lo', 'up')
  for (const name of ['bastion', 'private']) {
    run('ip', 'netns', 'add', name)
    run('ip', '-n', name, 'link', 'set', 'lo', 'up')
  }
  run('ip', 'link', 'add', 'uplink', 'type', 'veth', 'peer', 'name', 'outside', 'netns', 'bastion')
  run(
    'ip',
    '-n',
    'bastion',
    'link',
    'add',
    'inside',
    'type',
    'veth',
    'peer',
    'name',
    'uplink',
    'netns',
    'private',
  )
  giveAddress('uplink', '203.0.113.10')
  giveAddress('outside', BASTION, 'bastion')
  giveAddress('outside', DEAD, 'bastion')
  giveAddress('inside', '10.0.0.1', 'bastion')
  giveAddress('uplink', BROKER, 'private')
  run('ip', 'route', 'add', 'default', 'via', BASTION)
  run('ip', '-n', 'private', 'route', 'add', 'default', 'via', '10.0.0.1')
  run(...inNetwork('bastion', 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward'))
  const [program, ...args] = inNetwork('bastion', 'nft', '-f', '-')
  execFileSync(program, args, { input: BASTION_RULES })
}

/** The command line that runs a program there, with the names that are known there. */
export function inNetwork(name: 'bastion' | 'private', ...command: string[]): [string, ...string[]] {
  const withNames = 'mount --bind /run/hosts-private /etc/hosts && exec "$@"'
  return ['ip', 'netns', 'exec', name, 'sh', '-c', withNames, 'sh', ...command]
}

function giveAddress(link: string, ip: string, network?: string): void {
  const where = network === undefined ? [] : ['-n', network]
  run('ip', ...where, 'address', 'add', `${ip}/24`, 'dev', link)
  run('ip', ...where, 'link', 'set', link, 'up')
}

function giveNames(): void {
  writeFileSync('/run/hosts-laptop', LAPTOP_HOSTS)
  writeFileSync('/run/hosts-private', PRIVATE_HOSTS)
  writeFileSync('/run/nsswitch.conf', 'hosts: files\n') // there is no DNS server to ask
  run('mount', '--bind', '/run/hosts-laptop', '/etc/hosts')
  run('mount', '--bind', '/run/nsswitch.conf', '/etc/nsswitch.conf')
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
}
