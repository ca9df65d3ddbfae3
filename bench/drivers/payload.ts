// What the drivers send: a pool of different values, so that nothing is fast only because it is always the same.

const POOL = 1024
const KEYS = 1000
const FIRST_PRINTABLE = 33
const PRINTABLE = 94

/** Index → place in the pool, without a division. */
export const POOL_MASK = POOL - 1

/** The same bytes as the C driver's, from the same generator. */
export function randomValues(bytes: number): Buffer[] {
  let state = 1
  return Array.from({ length: POOL }, () => {
    const value = Buffer.allocUnsafe(bytes)
    for (let at = 0; at < bytes; at++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      value[at] = state >>> 24
    }
    return value
  })
}

/** As many, of printable ASCII without spaces: for a driver that reads its values from lines of text. */
export function textValues(bytes: number): string[] {
  const letter = (byte: number) => String.fromCharCode(FIRST_PRINTABLE + (byte % PRINTABLE))
  return randomValues(bytes).map((value) => Array.from(value, letter).join(''))
}

export const keys: readonly string[] = Array.from({ length: KEYS }, (_, index) => `order-${index}`)

export const keyOf = (index: number): string => keys[index % KEYS]!

/** Orders whose JSON is exactly this long. */
export function orders(bytes: number): object[] {
  return Array.from({ length: POOL }, (_, index) => {
    const order = {
      id: `order-${index}`,
      customer: { id: 7 * index, country: 'NL' },
      total: 19.99 + index,
      paid: index % 3 === 0,
      lines: [index % 5, index % 7, index % 11],
      note: '',
    }
    order.note = 'x'.repeat(Math.max(0, bytes - JSON.stringify(order).length))
    return order
  })
}
