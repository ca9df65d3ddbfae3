// On SIGTERM: take no new work, deliver what was accepted, account for it, and go.
// npm run example graceful-shutdown [-- -b HOST:PORT]   (then Ctrl-C)
import { setTimeout as sleep } from 'node:timers/promises'
import { Producer } from 'lingerbus'

const [servers = 'localhost:9092', topic = 'heartbeats'] = process.argv.slice(2)
const producer = new Producer({ 'bootstrap.servers': servers, 'linger.ms': 100 })
producer.on('error', (error) => console.error(error.message))

let stopping = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  // Not `once`: a second signal would then end the process in the middle of its close.
  process.on(signal, () => {
    if (!stopping) console.log(`${signal}: finishing`)
    stopping = true
  })
}

console.log('producing; end me with SIGTERM or Ctrl-C')
for (let beat = 0; !stopping; beat++) {
  producer.produce({ topic, value: String(beat) })
  await sleep(1)
}

// Less than what the orchestrator waits before it kills (Kubernetes: 30 s). What is left then is reported as failed.
const ledger = await producer.close({ timeoutMs: 20_000 })
console.log(`accepted ${ledger.accepted} = delivered ${ledger.delivered} + failed ${ledger.failed}`)
process.exitCode = ledger.failed === 0 ? 0 : 1
