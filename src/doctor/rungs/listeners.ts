import { isIP } from 'node:net'
import { Fault, type Found } from '../fault.js'
import { login } from '../login.js'
import { known, type State, usesSasl } from '../state.js'
import { openTransport } from '../transport.js'
import { type BrokerAddress, metadata } from '../wire/requests.js'
import { resolveHost } from './dns.js'
import { reachAll } from './tcp.js'

const UNREACHED = ['refused', 'unreachable', 'dns-unreachable']

/** Each broker under the address that it gives itself: messages go there, not to the bootstrap server. */
export async function checkListeners(state: State): Promise<Found> {
  const { brokers } = known(state.metadata)
  const results = await Promise.allSettled(brokers.map((broker) => checkBroker(state, broker)))
  const broken = results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))
  if (broken.length === 0) {
    const names = brokers.map(({ host, port }) => `${host}:${port}`)
    return { text: `reached from here: ${names.join(', ')}` }
  }
  const first = (results[broken[0]!] as PromiseRejectedResult).reason
  if (!(first instanceof Fault)) throw first
  throw advertised(state, brokers[broken[0]!]!, first, broken.length)
}

async function checkBroker(state: State, broker: BrokerAddress): Promise<void> {
  const { reached } = await reachAll(state, await resolveHost(state, broker.host, broker.port))
  const opened = await openTransport(state, reached[0]!)
  if (usesSasl(state) && !(await login(state, opened))) return
  const { clusterId } = await opened.connection.ask(metadata(null, opened.versions), state.patience())
  const here =
    state.metadata !== undefined && 'clusterId' in state.metadata ? state.metadata.clusterId : clusterId
  if (clusterId === here) return
  throw new Fault('advertised-other-cluster', 'another cluster answers there', '', [
    `cluster ${here} sends its clients to a broker of cluster ${clusterId}`,
  ])
}

/** What is wrong with an address that a broker gives itself is mended on the broker. */
function advertised(state: State, broker: BrokerAddress, fault: Fault, count: number): Fault {
  const { id, host, port } = broker
  const from = known(state.endpoint)
  const evidence = [
    `Metadata from ${from.host}:${from.port}: broker ${id} is at ${host}:${port}`,
    ...fault.evidence,
    ...(count > 1 ? [`so it is with ${count} brokers`] : []),
  ]
  const line = (where: string) =>
    `on broker ${id} set advertised.listeners to ${where}; clients elsewhere may need a listener of their own`
  const reachable = `an address that this machine reaches (${from.host} answers)`
  const loopback = isLoopback(host) && !isLoopback(from.address)
  if (loopback) {
    const text = `broker ${id} tells every client to come to ${host}:${port}, which is this machine itself`
    return new Fault('advertised-loopback', text, line(reachable), evidence)
  }
  if (fault.cause === 'unknown-host') {
    const text = `broker ${id} tells every client to come to ${host}, a name that nobody knows here`
    return new Fault('advertised-unknown-host', text, line('a name that clients can resolve'), evidence)
  }
  if (UNREACHED.includes(fault.cause)) {
    const text = `broker ${id} tells every client to come to ${host}:${port}, which cannot be reached from here`
    return new Fault('advertised-unreachable', text, line(reachable), evidence)
  }
  if (fault.cause === 'advertised-other-cluster') {
    const text = `broker ${id} sends its clients to ${host}:${port}, where another cluster answers`
    return new Fault(
      fault.cause,
      text,
      line('its own address; a port forwarding may lead elsewhere'),
      evidence,
    )
  }
  const text = `broker ${id} sends its clients to ${host}:${port}, which is no listener for these settings: ${fault.message}`
  return new Fault(
    'advertised-other-listener',
    text,
    line(`a listener of the same kind; or: ${fault.mend}`),
    evidence,
  )
}

function isLoopback(host: string): boolean {
  return isIP(host) === 0 ? /^localhost\.?$/i.test(host) : /^(127\.|::1$)/.test(host)
}
