// The simple producer class of the README's table, the twin of hello.py: hello world: 0 … N.
// npm run example first-day/hello [-- -b HOST:PORT]
import { type KafkaError, Producer, QueueFullError } from 'lingerbus'

class SimpleProducer {
  readonly topic: string
  delivered = 0
  readonly producer: Producer

  constructor(servers: string, topic: string) {
    this.topic = topic
    this.producer = new Producer({
      'bootstrap.servers': servers,
      'queue.buffering.max.messages': 50,
      poll: 'manual',
    })
  }

  onDelivery = (error: KafkaError | null): void => {
    if (error) console.log(`failed: ${error.message}`)
    else this.delivered += 1
  }

  async produce(value: string): Promise<void> {
    for (;;) {
      try {
        this.producer.produce({ topic: this.topic, value }, this.onDelivery)
        break
      } catch (error) {
        if (!QueueFullError.is(error)) throw error
        await this.producer.poll(100)
      }
    }
    await this.producer.poll(0)
  }

  async close(): Promise<void> {
    const left = await this.producer.flush(10_000)
    console.log(`delivered ${this.delivered}, outstanding ${left}`)
    await this.producer.close()
  }
}

const [servers = 'localhost:9092', topic = 'hello', n = '100'] = process.argv.slice(2)
const producer = new SimpleProducer(servers, topic)
for (let number = 0; number <= Number(n); number++) await producer.produce(`hello world: ${number}`)
await producer.close()
