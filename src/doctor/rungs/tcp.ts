import { connect, type Socket } from 'node:net'
import { Fault, type Found } from '../fault.js'
import { type Endpoint, known, type State } from '../state.js'
import { showEndpoint } from './dns.js'

/** One address that answers is enough: librdkafka goes on to the next one as well. */
export async function checkTcp(state: State): Promise<Found> {
  const { reached, faults } = await reachAll(state, known(state.endpoints))
  state.endpoint = reached[0]!
  return {
    text: `connected to ${reached.map(showEndpoint).join(', ')}`,
    evidence: faults.map(({ message }) => `${message}; another address answers`),
  }
}

/** All at once. @throws Fault (rejects) where none of them answers */
export async function reachAll(
  state: State,
  endpoints: readonly Endpoint[],
): Promise<{ reached: Endpoint[]; faults: Fault[] }> {
  const results = await Promise.allSettled(endpoints.map((endpoint) => reach(state, endpoint)))
  const faults: Fault[] = []
  const reached: Endpoint[] = []
  for (const [index, result] of results.entries()) {
    if (result.status === 'rejected') faults.push(result.reason as Fault)
    else {
      result.value.destroy()
      reached.push(endpoints[index]!)
    }
  }
  if (reached.length > 0) return { reached, faults }
  const { cause, message, mend } = faults[0]!
  throw new Fault(
    cause,
    message,
    mend,
    faults.flatMap(({ evidence }) => evidence),
  )
}

/** @throws Fault (rejects) */
export function reach(state: State, endpoint: Endpoint): Promise<Socket> {
  const timeoutMs = state.patience()
  const where = showEndpoint(endpoint)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: endpoint.address, port: endpoint.port, noDelay: true })
    const timer = setTimeout(() => {
      socket.destroy()
      reject(unreachable(where, `no answer within ${Math.round(timeoutMs)} ms`))
    }, timeoutMs)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      // Until somebody speaks on it.
      socket.on('error', () => {})
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      reject(error.code === 'ECONNREFUSED' ? refused(where) : unreachable(where, error.message))
    })
  })
}

function refused(where: string): Fault {
  return new Fault(
    'refused',
    `nobody listens at ${where}`,
    'start the broker, or correct the port in bootstrap.servers (the broker says it in listeners)',
    [`connect ${where}: ECONNREFUSED`],
  )
}

function unreachable(where: string, seen: string): Fault {
  return new Fault(
    'unreachable',
    `${where} cannot be reached`,
    'a firewall, a security group or a missing route (VPN) drops what is sent there: open the port for this machine',
    [`connect ${where}: ${seen}`],
  )
}
