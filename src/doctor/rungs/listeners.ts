import { isIP } from 'node:net'
import { Fault, type Found, faultsAmong, together } from '../fault.js'
import { login } from '../login.js'
import { type Endpoint, known, type State, usesSasl } from '../state.js'
import { openTransport } from '../transport.js'
import type { BrokerAddress } from '../wire/requests.js'
import { resolveHost, showEndpoint } from './dns.js'
import { askMetadata } from './metadata.js'

const UNREACHED = ['refused', 'unreachable', 'dns-unreachable']

/** Each broker under the address that it gives itself: messages go there, not to the bootstrap server. */
export async function checkListeners(state: State): Promise<Found> {
  const { brokers } = known(state.metadata)
  const results = await Promise.allSettled(brokers.map((broker) => checkBroker(state, broker)))
  const [first, ...more] = faultsAmong(results)
  if (first !== undefined) {
    const broken = brokers[results.findIndex(({ status }) => status === 'rejected')]!
    throw advertised(state, broken, first, 1 + more.length)
  }
  return {
    text: `reached from here: ${brokers.map(({ host, port }) => `${host}:${port}`).join(', ')}`,
    evidence: results.flatMap((result) => (result.status === 'fulfilled' ? result.value : [])),
  }
}

/**
 * At every address of the broker's name: a client may take any of them.
 * @returns what fails at some of them, while another one works
 * @throws Fault (rejects) where none works, or one leads to strangers
 */
async function checkBroker(state: State, { id, host, port }: BrokerAddress): Promise<string[]> {
  const endpoints = await resolveHost(state, host, port)
  const results = await Promise.allSettled(endpoints.map((endpoint) => checkAddress(state, endpoint)))
  const faults = faultsAmong(results)
  // librdkafka goes on to the next address where one fails; another cluster does not fail.
  const elsewhere = faults.find(({ cause }) => cause === 'advertised-other-cluster')
  if (elsewhere !== undefined) throw elsewhere
  if (faults.length < endpoints.length) {
    return faults.map(({ message }) => `broker ${id}: ${message}; another address answers`)
  }
  // Where somebody answered, what is wrong there says more than that nobody is elsewhere.
  throw together(
    faults,
    faults.find(({ cause }) => !UNREACHED.includes(cause)),
  )
}

async function checkAddress(state: State, endpoint: Endpoint): Promise<void> {
  const opened = await openTransport(state, endpoint)
  if (usesSasl(state) && !(await login(state, opened))) return
  const { clusterId } = await askMetadata(state, opened, null)
  const here =
    state.metadata !== undefined && 'clusterId' in state.metadata ? state.metadata.clusterId : clusterId
  if (clusterId === here) return
  throw new Fault('advertised-other-cluster', 'another cluster answers there', '', [
    `${showEndpoint(endpoint)}: cluster ${here} sends its clients to a broker of cluster ${clusterId}`,
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
