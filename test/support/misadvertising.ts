import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { startCluster } from '../../scripts/kafka/cluster.mjs'

const NAMES = [
  'PLAINTEXT',
  'NAMELESS',
  'NOBODY',
  'LOOPBACK',
  'OTHERKIND',
  'OTHERCLUSTER',
  'CONTROLLER',
] as const
export type Misadvertised = Record<(typeof NAMES)[number], string>

/** An address of this machine that is not loopback: what a broker listens on when clients come from outside. */
export const OUTER_ADDRESS = Object.values(networkInterfaces())
  .flat()
  .find((each) => each && !each.internal && each.family === 'IPv4')?.address

/** A real broker with a listener for each way in which advertised.listeners goes wrong. Addresses by listener. */
export async function startMisadvertising(
  name: string,
  elsewhere: { tlsListener: string; otherCluster: string },
): Promise<Misadvertised> {
  const ports = await freePorts(NAMES.length)
  const hosts = NAMES.map((each) => (each === 'LOOPBACK' && OUTER_ADDRESS ? OUTER_ADDRESS : '127.0.0.1'))
  const listeners = Object.fromEntries(
    NAMES.map((each, at) => [each, `${hosts[at]}:${ports[at]}`]),
  ) as Misadvertised
  const advertised = {
    PLAINTEXT: listeners.PLAINTEXT,
    NAMELESS: 'no-such-broker.invalid:9092',
    NOBODY: '127.0.0.1:1',
    LOOPBACK: 'localhost:1',
    OTHERKIND: elsewhere.tlsListener,
    OTHERCLUSTER: elsewhere.otherCluster,
  }
  const list = (addresses: object) =>
    Object.entries(addresses)
      .map(([listener, address]) => `${listener}://${address}`)
      .join()
  await startCluster({
    name,
    ownerPid: process.pid,
    preferredPort: ports[0]!,
    properties: {
      listeners: list(listeners),
      'advertised.listeners': list(advertised),
      'controller.quorum.voters': `1@${listeners.CONTROLLER}`,
      'listener.security.protocol.map': NAMES.map((each) => `${each}:PLAINTEXT`).join(),
      'inter.broker.listener.name': 'PLAINTEXT',
    },
  })
  return listeners
}

/** Free at this moment, all of them different. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, '127.0.0.1', () => resolve(server))
        }),
    ),
  )
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
