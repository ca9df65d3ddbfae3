import type { Message } from '../../src/index.js'
import type { Random } from './random.ts'
import { strange } from './strange-values.ts'

const CONTENTS: (() => string | Uint8Array | null)[] = [
  () => 'text',
  () => '',
  () => null,
  () => 'ß\ud800',
  () => 'x'.repeat(20_000),
  () => new Uint8Array(10),
  () => Buffer.from('bytes'),
]
const HEADERS = [
  undefined,
  {},
  { a: 'b' },
  { a: ['b', new Uint8Array(2)] },
  [['a', 'b']],
  [['a', null]],
  [['a', '']],
]
const FIELDS = ['topic', 'value', 'key', 'partition', 'timestamp', 'headers']

/** Good most of the time; else one field, or the whole of it, is anything. */
export function randomMessage(random: Random): Message {
  if (random.percent(6)) return strange(random) as Message
  const message: Record<string, unknown> = {
    topic: random.pick(['a', 'b', 'c.d', 'e_f-g']),
    value: random.pick(CONTENTS)(),
  }
  if (random.percent(40)) message.key = random.pick(CONTENTS)()
  if (random.percent(20)) message.partition = random.below(6)
  if (random.percent(20)) message.timestamp = random.pick([1, Date.now(), new Date()])
  if (random.percent(20)) message.headers = random.pick(HEADERS)
  if (random.percent(30)) message[random.pick(FIELDS)] = strange(random)
  if (random.percent(5)) message[random.pick(['Key', 'headerz', 'note'])] = strange(random)
  if (random.percent(10)) Object.freeze(message)
  if (random.percent(5)) return Object.assign(Object.create(null), message)
  if (random.percent(5)) return new Proxy(message, {}) as unknown as Message
  return message as unknown as Message
}
