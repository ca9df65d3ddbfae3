// What the two example suites beside it test: a service that takes its producer from outside.
import { KafkaError, type Producer } from 'lingerbus'

export interface Order {
  readonly id: string
  readonly total: number
}

export class OrderService {
  readonly #producer: Producer
  /** Orders that Kafka will never take, to be looked at by a person. */
  readonly refused: string[] = []

  constructor(producer: Producer) {
    this.#producer = producer
  }

  async place(order: Order): Promise<void> {
    const message = { topic: 'orders', key: order.id, value: JSON.stringify(order) }
    try {
      await this.#producer.send(message)
    } catch (error) {
      if (!KafkaError.is(error) || error.code !== 'MSG_SIZE_TOO_LARGE') throw error
      this.refused.push(order.id)
    }
  }
}
