// Money moves whole or not at all: both halves of a transfer in one transaction, and one that is aborted.
// npm run example transaction [-- -b HOST:PORT]   (readers set isolation.level to read_committed)
import { KafkaError, Producer } from 'lingerbus'

const [servers = 'localhost:9092', topic = 'transfers'] = process.argv.slice(2)
// The id names this role among all processes: whoever begins with it later fences off whoever had it before.
await using producer = new Producer({
  'bootstrap.servers': servers,
  'transactional.id': `${topic}-writer`,
})
producer.on('error', (error) => console.error(error.message))

const accounts = new Map([
  ['ana', 100],
  ['ben', 20],
])

async function transfer(from: string, to: string, amount: number): Promise<void> {
  await producer.transaction(async (transaction) => {
    // Not awaited: the commit waits for both, and fails where one of them does.
    transaction.produce({ topic, key: from, value: JSON.stringify({ change: -amount }) })
    transaction.produce({ topic, key: to, value: JSON.stringify({ change: amount }) })
    if ((accounts.get(from) ?? 0) < amount) throw new Error(`${from} has less than ${amount}`)
  })
  // Only now it has happened.
  accounts.set(from, (accounts.get(from) ?? 0) - amount)
  accounts.set(to, (accounts.get(to) ?? 0) + amount)
}

for (const [from, to, amount] of [
  ['ana', 'ben', 30],
  ['ben', 'ana', 1000],
  ['ben', 'ana', 5],
] as const) {
  try {
    await transfer(from, to, amount)
    console.log(`${from} → ${to} ${amount}: committed`)
  } catch (error) {
    console.log(`${from} → ${to} ${amount}: aborted, ${(error as Error).message}`)
    // Another process has taken over, or this producer is finished: nothing more can be done here.
    if (KafkaError.is(error) && error.fatal) throw error
  }
}
console.log([...accounts].map(([name, sum]) => `${name} ${sum}`).join(', '))
