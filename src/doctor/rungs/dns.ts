import { isIP } from 'node:net'
import { Fault, type Found, faultsAmong } from '../fault.js'
import { type Endpoint, known, type State, setting } from '../state.js'

const KAFKA_PORT = 9092
/** What the resolver says of a name that is nobody's; everything else is the resolver's own trouble. */
const NOBODYS = ['ENOTFOUND', 'EAI_NODATA', 'EAI_NONAME', 'ENODATA']

/** Every bootstrap server's name, to every address of it. */
export async function checkDns(state: State): Promise<Found> {
  const servers = parseServers(known(state.config).properties['bootstrap.servers'] ?? '')
  const results = await Promise.allSettled(servers.map(({ host, port }) => resolveHost(state, host, port)))
  const endpoints = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
  const faults = faultsAmong(results)
  if (endpoints.length === 0) throw faults[0]
  state.endpoints = endpoints
  return {
    text: endpoints.map(showEndpoint).join(', '),
    evidence: faults.map(({ message }) => `${message}; the other bootstrap servers are used`),
  }
}

/** @throws Fault (rejects) */
export async function resolveHost(state: State, host: string, port: number): Promise<Endpoint[]> {
  if (isIP(host) !== 0) return [{ host, port, address: host }]
  const { lookup } = await import('node:dns/promises')
  const families: Record<string, 0 | 4 | 6> = { v4: 4, v6: 6 }
  const family = families[setting(state, 'broker.address.family', 'any')] ?? 0
  try {
    const found = await inTime(lookup(host, { all: true, family }), state.patience())
    return found.map(({ address }) => ({ host, port, address }))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'no answer'
    if (NOBODYS.includes(code)) {
      const only = family === 0 ? '' : ` (broker.address.family=v${family} asks for IPv${family} only)`
      throw new Fault(
        'unknown-host',
        `no such host: ${host}${only}`,
        `correct the name in bootstrap.servers, or make it known here (DNS, the hosts file, the right VPN)`,
        [`getaddrinfo ${host}: ${code}`],
      )
    }
    throw new Fault(
      'dns-unreachable',
      `the name server gives no answer for ${host}`,
      'see to the name service of this machine first (resolv.conf, VPN): every program here has the same trouble',
      [`getaddrinfo ${host}: ${code}`],
    )
  }
}

/** `bootstrap.servers`, which the configuration's checks have passed. */
export function parseServers(list: string): { host: string; port: number }[] {
  return list.split(',').map((entry) => {
    const [, host = '', port] = /^(?:\w+:\/\/)?(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? []
    return { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? KAFKA_PORT) }
  })
}

export function showEndpoint({ host, port, address }: Endpoint): string {
  const bracketed = address.includes(':') ? `[${address}]` : address
  return host === address ? `${bracketed}:${port}` : `${host}:${port} is ${bracketed}`
}

async function inTime<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), timeoutMs)
  })
  return Promise.race([promise, timeUp]).finally(() => clearTimeout(timer))
}
