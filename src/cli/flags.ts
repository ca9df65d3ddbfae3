import { UsageError } from './usage-error.js'

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', '0': '\0', '\\': '\\' }

/** Text with `\n \r \t \0 \\ \xNN`, as bytes. */
export function parseDelimiter(text: string): Buffer {
  const plain = text.replace(/\\(x[0-9a-fA-F]{2}|.)/g, (whole, code: string) => {
    if (code.length === 3) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    const character = ESCAPES[code]
    if (character === undefined)
      throw new UsageError(`a delimiter may hold \\n \\r \\t \\0 \\\\ \\xNN, got ${whole}`)
    return character
  })
  if (plain === '') throw new UsageError('a delimiter must not be empty')
  // \xNN is a byte, whatever stands around it is text.
  return /\\x/.test(text) ? Buffer.from(plain, 'latin1') : Buffer.from(plain)
}

/** `name=value`; the value may be empty and may hold `=`. */
export function parsePair(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at <= 0)
    throw new UsageError(`expected name=value, got ${at < 0 ? `'${text}'` : 'a value without a name'}`)
  return [text.slice(0, at), text.slice(at + 1)]
}

/** `name=value`, or `name` alone for a header whose value is null. */
export function parseHeader(text: string): [string, string | null] {
  return text.includes('=') ? parsePair(text) : [text, null]
}

export function parseWhole(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) {
    throw new UsageError(`expected a whole number, got '${text}'`)
  }
  return number
}

/** The same parser, with the flag named in what it refuses. */
export function forFlag<Value>(flag: string, parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text)
    } catch (error) {
      throw new UsageError(`${flag}: ${(error as Error).message}`)
    }
  }
}

/** For flags that may be repeated. */
export function collect<Item>(
  parse: (text: string) => Item,
): (text: string, earlier: Item[] | undefined) => Item[] {
  return (text, earlier = []) => [...earlier, parse(text)]
}
