// Starts the broker, in the network where this is run, and ends; the broker stays.
import { startCluster } from '../../scripts/kafka/cluster.mjs'

/** A listener is a door: its port, and the address that whoever comes in by it is told to come to from then on. */
const LISTENERS: Record<string, [port: number, advertised: string]> = {
  INTERNAL: [9092, 'kafka-1.internal:9092'], // right, for clients in the private network
  EXTERNAL: [9094, 'kafka.example.com:9094'], // right, for clients elsewhere: the bastion's name and port
  TUNNEL: [9095, 'localhost:9095'], // right, for whoever has a tunnel from his own port 9095
  WRONG_ADDRESS: [9101, '10.0.0.11:9101'],
  WRONG_LOCALHOST: [9102, 'localhost:9102'],
  WRONG_PORT: [9103, 'kafka.example.com:9999'],
}

function forEachListener(text: (name: string, port: number, advertised: string) => string): string {
  return Object.entries(LISTENERS)
    .map(([name, [port, advertised]]) => text(name, port, advertised))
    .join(',')
}

await startCluster({
  name: 'private-network',
  preferredPort: 9092,
  properties: {
    listeners: `${forEachListener((name, port) => `${name}://0.0.0.0:${port}`)},CONTROLLER://127.0.0.1:9093`,
    'advertised.listeners': forEachListener((name, _port, advertised) => `${name}://${advertised}`),
    'listener.security.protocol.map': `${forEachListener((name) => `${name}:PLAINTEXT`)},CONTROLLER:PLAINTEXT`,
    'inter.broker.listener.name': 'INTERNAL',
    'controller.quorum.voters': '1@127.0.0.1:9093',
    'num.partitions': '1',
  },
})
