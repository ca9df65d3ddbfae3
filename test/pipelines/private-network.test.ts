import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { ROOT } from '../support/project.js'

const LIMIT_MS = 600_000 // a broker, and some twenty short programs one after the other
const folder = `${ROOT}/examples/private-network`

// Root needs no user namespace, everybody else does: as root one of the tests is run as nobody, if he may read this clone
// and this Node, and have a user namespace.
const nobody = { uid: 65534, gid: 65534 }
const readsThis = `fs.readFileSync(${JSON.stringify(`${ROOT}/package.json`)})`
const asRootOfHisOwn = ['--user', '--map-root-user', process.execPath, '--eval', readsThis]
const canBeNobody =
  process.getuid?.() === 0 && spawnSync('unshare', asRootOfHisOwn, { cwd: ROOT, ...nobody }).status === 0
const lessThanRoot: { uid?: number; gid?: number } = canBeNobody ? nobody : {}

let example: ChildProcess | null = null
let printed = ''
afterEach(() => {
  example?.kill('SIGKILL')
})

function start(user: typeof lessThanRoot = {}): Promise<number | null> {
  printed = ''
  const child = spawn(process.execPath, ['--import', 'tsx', `${folder}/main.ts`], { cwd: ROOT, ...user })
  example = child
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk
    })
  }
  return new Promise((resolve) => child.once('close', resolve))
}

test(
  'four mistakes, each named by the doctor; what was sent by the right listeners arrived, and nothing else',
  async ({ skip }) => {
    const code = await start()
    // Elsewhere a system may forbid it. Where our tests have to pass it is allowed.
    if (printed.startsWith('skipped: ') && process.env.CI === undefined) skip(printed)
    expect(code, printed).toBe(0)

    const wrong = sections(/^ {2}kafka.example.com:\d+, a /m)
    expect(wrong.map((text) => /producer {2}(.*)/.exec(text)?.[1])).toEqual([
      expect.stringContaining("Failed to resolve 'kafka-1.internal:9092'"),
      // 0/1 where librdkafka counts its brokers anew between the reason and its text (rd_kafka_broker_set_state).
      expect.stringMatching(/^[01]\/1 brokers are down; 10\.0\.0\.11:9101: Connection setup timed out/),
      expect.stringContaining('localhost:9102: Connect to ipv4#127.0.0.1:9102 failed: Connection refused'),
      expect.stringContaining('kafka.example.com:9999: Connect to ipv4#203.0.113.5:9999 failed'),
    ])
    const told = ['kafka-1.internal:9092', '10.0.0.11:9101', 'localhost:9102', 'kafka.example.com:9999']
    for (const [index, text] of wrong.entries()) {
      expect(text).toContain('BROKEN   advertised listeners')
      expect(text).toContain(`broker 1 is at ${told[index]}\n`)
    }
    const causes = wrong.map((text) => /broken: (.*)/.exec(text)?.[1])
    expect(causes).toEqual([
      'advertised-unknown-host',
      'advertised-unreachable',
      'advertised-loopback',
      'advertised-unreachable',
    ])
    const readme = readFileSync(`${folder}/README.md`, 'utf8')
    const rows = [...readme.matchAll(/\| `([^`]*)` \| .* \| `(advertised-.*)` \|$/gm)]
    expect(rows.map(([, address, cause]) => [address, cause])).toEqual(
      told.map((address, index) => [address, causes[index]]),
    )

    expect(printed).toMatch(/DNS .*203\.0\.113\.6.*203\.0\.113\.5/)
    expect(printed).toContain('nobody listens at brokers.example.com:9094 is 203.0.113.6')

    // As Kafka's own consumer printed it, in the order in which it was sent; the last one has to be the last.
    const arrived = printed.split('kafka-1.internal:9092, the end: delivered')[1]!.split('\n')
    expect(arrived.filter((line) => line.startsWith('  '))).toEqual([
      '  from the private network',
      '  from the laptop',
      '  by use_all_dns_ips',
      '  by resolve_canonical_bootstrap_servers_only',
      '  through the tunnel',
      '  the end',
    ])
    await untilGone()
  },
  LIMIT_MS,
)

test(
  'for a user who is not root; and killed, it leaves no broker behind, and so no network',
  async ({ skip }) => {
    const ended = start(lessThanRoot)
    while (!printed.includes('delivered, offset 0')) {
      if (printed.startsWith('skipped: ') && process.env.CI === undefined) skip(printed)
      expect(example?.exitCode, printed).toBeNull()
      await sleep(100)
    }
    // The namespaces live as long as a process in them.
    const running = brokers()
    expect(running).toHaveLength(1)
    expect(statSync(`/proc/${running[0]}`).uid).toBe(lessThanRoot.uid ?? process.getuid?.())
    example?.kill('SIGKILL')
    await ended
    await untilGone()
  },
  LIMIT_MS,
)

/** The parts of what was printed that begin so, each up to the next or the next chapter. */
function sections(beginning: RegExp): string[] {
  const starts = [...printed.matchAll(new RegExp(beginning, 'gm'))].map(({ index }) => index)
  return starts.map((from, at) => printed.slice(from, starts[at + 1] ?? printed.indexOf('\n──', from)))
}

async function untilGone(): Promise<void> {
  for (let tries = 0; brokers().length > 0; tries++) {
    expect(tries, 'a broker of the example outlives it').toBeLessThan(300)
    await sleep(100)
  }
}

/** Java processes with this example's properties, in whatever namespace. */
function brokers(): string[] {
  const properties = `${ROOT}/.kafka/private-network/`
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(properties)
    } catch {
      return false
    }
  })
}
