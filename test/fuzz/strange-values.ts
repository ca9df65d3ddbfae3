import type { Random } from './random.ts'

/** What callbacks, getters and traps of the fuzzer throw. */
export class OnPurpose extends Error {
  override name = 'OnPurpose'
}

function throws(): never {
  throw new OnPurpose('thrown on purpose')
}

/** Every trap throws, also those that only `typeof` would not set off. */
function hostileProxy(target: object): object {
  const traps = Reflect.ownKeys(Reflect) as (keyof ProxyHandler<object>)[]
  return new Proxy(target, Object.fromEntries(traps.map((trap) => [trap, throws])))
}

function revokedProxy(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

function detachedBytes(): Uint8Array {
  const bytes = new Uint8Array([1, 2, 3])
  structuredClone(bytes, { transfer: [bytes.buffer] })
  return bytes
}

/** ES2024's, which the types of our target do not know. */
const Resizable = ArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(length: number): void }

function resized(length: number): Uint8Array {
  const buffer = new Resizable(8, { maxByteLength: 16 })
  const bytes = new Uint8Array(buffer, 4, 4)
  buffer.resize(length)
  return bytes
}

/** An array whose first place is empty. */
function withHole(...rest: unknown[]): unknown[] {
  const list: unknown[] = []
  for (const each of rest) list[list.length + 1] = each
  return list
}

class Bytes extends Uint8Array {}

const STRANGE: (() => unknown)[] = [
  () => undefined,
  () => null,
  () => true,
  () => false,
  () => 0,
  () => -0,
  () => -1,
  () => 1,
  () => 1.5,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 2 ** 31,
  () => 2 ** 53,
  () => -(2 ** 53),
  () => 10n,
  () => Symbol('some'),
  () => Symbol.iterator,
  () => '',
  () => 'text',
  () => 'with\0NUL',
  () => '\ud800 alone',
  () => 'ß'.repeat(40_000),
  () => 'x'.repeat(1_200_000),
  () => [],
  () => Array(3),
  () => withHole(['a', 'b'], null),
  () => withHole(['name', 'value']),
  () => [[Symbol('name'), {}]],
  () => ({}),
  () => ({ a: ['b', null, ''], '': 'c' }),
  () => ({ a: withHole('b') }),
  () => Object.create(null),
  () => Object.freeze({ value: 'x' }),
  () => new Date(),
  () => new Date(Number.NaN),
  () => Object.assign(new Date(), { getTime: throws }),
  () => () => {},
  () => class {},
  () => new (class Some {})(),
  () => new Map([['a', 'b']]),
  () => new Set([1]),
  () => /./,
  () => new Error('as a value'),
  () => new ArrayBuffer(8),
  () => new SharedArrayBuffer(8),
  () => new DataView(new ArrayBuffer(8)),
  () => new Float64Array(2),
  () => new Uint8Array(0),
  () => new Uint8Array(100),
  () => new Uint8Array(new SharedArrayBuffer(8)),
  () => Buffer.from('from a pool'),
  () => new Bytes(3),
  () => Object.assign(new Uint8Array(3), { constructor: { [Symbol.species]: throws } }),
  detachedBytes,
  () => resized(16),
  () => resized(2),
  () => hostileProxy({}),
  () => hostileProxy([]),
  () => hostileProxy(() => {}),
  () => revokedProxy({}),
  () => revokedProxy([]),
  () => new Proxy({ topic: 'a', value: 'x' }, {}),
  () => ({ toString: throws, [Symbol.toPrimitive]: throws }),
  () => ({ constructor: { name: Symbol('class') } }),
  () => Object.defineProperty({}, 'constructor', { get: throws }),
  () => Object.defineProperty({}, 'topic', { get: throws, enumerable: true }),
  () => Object.defineProperty({}, 'timeoutMs', { get: throws, enumerable: true }),
  () => Object.defineProperty({}, 'queued', { get: throws, enumerable: true }),
  () => Object.defineProperty([], 0, { get: throws, enumerable: true }),
  () => new String('boxed'),
  () => new Number(1),
  () => AbortSignal.abort(),
  () => ({ aborted: false, addEventListener: 1 }),
  () => ({ signal: { aborted: false, addEventListener: 1 } }),
  () => ({ signal: null, timeoutMs: 5 }),
  () => ({ timeoutMs: 1, extra: 1 }),
  () => ({ queued: 1 }),
]

export function strange(random: Random): unknown {
  return random.pick(STRANGE)()
}
