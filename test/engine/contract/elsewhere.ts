/** Statements that need a real broker, a whole process or a later chapter of the library, and where they are told. */
export const TOLD_ELSEWHERE: Readonly<Record<number, string>> = {
  18: 'test/broker/topics.test.ts: a topic that does not exist, with auto-creation off',
  38: 'test/broker/content.test.ts: the eight combinations of null, empty and text',
  45: 'test/broker/content.test.ts: CreateTime and LogAppendTime',
  56: 'test/broker/topics.test.ts: one bad record among good ones',
  97: 'test/broker/failover.test.ts: the leader is killed and comes back',
  104: 'test/broker/failover.test.ts: nothing lost, nothing twice, order kept',
  124: 'test/broker/topics.test.ts: a quota throttles the producer',
  133: 'test/engine/process.test.ts: a producer that nobody holds',
  30: 'test/unit/partitioners.test.ts: golden vectors for every built-in',
  31: 'test/unit/partitioners.test.ts: null against empty keys',
  34: 'test/engine/partitioners.test.ts: { hash } never sees a null key',
  35: 'test/engine/partitioners.test.ts: what a plug-in must not answer',
  36: 'test/broker/partitioners.test.ts: messages produced before the metadata is known',
  37: 'test/broker/partitioners.test.ts: a topic that grows',
  19: 'test/broker/security.test.ts: a topic that one may see and not write to',
  121: 'test/broker/transactions.test.ts: 100 and 0 messages for a read_committed reader',
}

/** Statements that do not apply to this library, and why. */
export const NOT_OURS: Readonly<Record<number, string>> = {
  11: 'the client software name and version are ours to tell, so that brokers know who is talking',
  43: 'a report carries topic, partition, offset, time and status; headers live in the closure of the caller',
  47: 'interceptors are C functions; a producer is wrapped in JavaScript instead',
  50: 'one callback a message; a default for all is what a closure is for',
  58: 'reports cannot be switched off: the ledger needs every one',
  60: "a quirk of Python's binding: slices of 200 ms that ignore exceptions",
  66: "a quirk of Python's binding: a poll that outlasts its events",
  75: "how librdkafka's flush behaves in event mode, inside an engine",
  80: "Python's asyncio producer keeps a buffer of its own",
  85: "Python's purge inverts a flag: not to be copied",
  93: 'a note for tests: librdkafka looks for expired messages about once a second',
  96: "librdkafka's back-off, inside it",
  134: 'destroying blocks a thread, never the event loop: told with close',
  135: 'topic handles are inside an engine',
  137: 'Node does not fork: child_process executes a new program',
}
