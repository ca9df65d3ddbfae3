import { KafkaError } from '../errors.js'

/** Who leads what: librdkafka's mock cluster can be told, but not asked. */
export class Leaders {
  readonly #topics = new Map<string, (number | null)[]>()

  add(topic: string, partitions: number): void {
    this.#topics.set(
      topic,
      Array.from({ length: partitions }, () => null),
    )
  }

  /** @throws KafkaError `UNKNOWN_TOPIC_OR_PART` */
  of(topic: string, partition: number): number | null {
    const leader = this.#topics.get(topic)?.[partition]
    if (leader !== undefined) return leader
    throw new KafkaError(
      'UNKNOWN_TOPIC_OR_PART',
      `the cluster was given no topic '${topic}' with a partition ${partition}: createTopic makes it`,
    )
  }

  set(topic: string, partition: number, broker: number | null): void {
    this.#topics.get(topic)![partition] = broker
  }

  ledBy(broker: number): { topic: string; partition: number }[] {
    return [...this.#topics].flatMap(([topic, leaders]) =>
      leaders.flatMap((leader, partition) => (leader === broker ? [{ topic, partition }] : [])),
    )
  }
}
