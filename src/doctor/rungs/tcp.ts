import { connect, type Socket } from 'node:net'
import { Fault, type Found, faultsAmong, together } from '../fault.js'
import { type Endpoint, known, type State } from '../state.js'
import { showEndpoint } from './dns.js'

/** Each address, all at once. One that answers is enough: librdkafka goes on to the next one as well. */
export async function checkTcp(state: State): Promise<Found> {
  const endpoints = known(state.endpoints)
  const results = await Promise.allSettled(endpoints.map((endpoint) => reach(state, endpoint)))
  const faults = faultsAmong(results)
  const reached = endpoints.filter((_, index) => results[index]!.status === 'fulfilled')
  for (const result of results) if (result.status === 'fulfilled') result.value.destroy()
  if (reached.length === 0) throw together(faults)
  state.endpoint = reached[0]!
  return {
    text: `connected to ${reached.map(showEndpoint).join(', ')}`,
    evidence: faults.map(({ message }) => `${message}; another address answers`),
  }
}

/** @throws Fault (rejects) */
export async function reach(state: State, endpoint: Endpoint): Promise<Socket> {
  const where = `${endpoint.address} ${endpoint.port}`
  const before = state.unreached.get(where)
  if (before !== undefined) throw before
  try {
    return await connectTo(state, endpoint)
  } catch (error) {
    if (error instanceof Fault) state.unreached.set(where, error)
    throw error
  }
}

function connectTo(state: State, endpoint: Endpoint): Promise<Socket> {
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
