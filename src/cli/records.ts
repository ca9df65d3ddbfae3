import type { HeaderForm } from './console-form.js'

/** What a record is made of. */
export interface Layout {
  /** Ends the key; null: records have no key. */
  readonly keyDelimiter: Buffer | null
  /** A record without a key delimiter is an error instead of a record without a key. */
  readonly mustHaveKey: boolean
  readonly headers: HeaderForm | null
  readonly nullMarker: Buffer | null
  readonly emptyAsNull: boolean
}

export interface ParsedRecord {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: [string, Buffer | null][] | null
}

/**
 * Cuts a stream into records. Records are views of the chunks they came in: nothing is copied but what
 * stretches over two chunks.
 */
export class Splitter {
  readonly #delimiter: Buffer
  #rest: Buffer[] = []
  #restLength = 0

  constructor(delimiter: Buffer) {
    this.#delimiter = delimiter
  }

  *split(chunk: Buffer): Generator<Buffer> {
    const delimiter = this.#delimiter
    let text = chunk
    let searchFrom = 0
    if (this.#restLength > 0) {
      // A delimiter of several bytes may itself stretch over the border.
      const overlap = delimiter.length - 1
      if (overlap === 0 && chunk.indexOf(delimiter) < 0) return this.#keep(chunk)
      searchFrom = Math.max(0, this.#restLength - overlap)
      text = Buffer.concat([...this.#rest, chunk])
      this.#rest = []
      this.#restLength = 0
    }
    let start = 0
    for (let end = text.indexOf(delimiter, searchFrom); end >= 0; end = text.indexOf(delimiter, start)) {
      yield text.subarray(start, end)
      start = end + delimiter.length
    }
    if (start < text.length) this.#keep(text.subarray(start))
  }

  /** What stands behind the last delimiter, if anything. */
  *end(): Generator<Buffer> {
    if (this.#restLength > 0) yield Buffer.concat(this.#rest)
    this.#rest = []
    this.#restLength = 0
  }

  #keep(rest: Buffer): void {
    this.#rest.push(rest)
    this.#restLength += rest.length
  }
}

/** @throws Error that says what is wrong with the record */
export function parseRecord(record: Buffer, layout: Layout): ParsedRecord {
  let rest = record
  let headers: ParsedRecord['headers'] = null
  if (layout.headers !== null) {
    const at = rest.indexOf(layout.headers.delimiter)
    if (at < 0) throw new Error('no headers delimiter in it')
    headers = parseHeaders(rest.subarray(0, at), layout.headers, layout)
    rest = rest.subarray(at + layout.headers.delimiter.length)
  }
  let key: Buffer | null = null
  if (layout.keyDelimiter !== null) {
    const at = rest.indexOf(layout.keyDelimiter)
    if (at >= 0) {
      key = rest.subarray(0, at)
      rest = rest.subarray(at + layout.keyDelimiter.length)
    } else if (layout.mustHaveKey) {
      throw new Error('no key separator in it')
    }
  }
  return { key: orNull(key, layout), value: orNull(rest, layout), headers }
}

function parseHeaders(text: Buffer, form: HeaderForm, layout: Layout): [string, Buffer | null][] {
  return String(text)
    .split(form.separator)
    .map((pair) => {
      const at = pair.indexOf(form.keySeparator)
      if (at < 0) throw new Error(`no header key separator in '${pair}'`)
      return [pair.slice(0, at), markedNull(Buffer.from(pair.slice(at + form.keySeparator.length)), layout)]
    })
}

function orNull(bytes: Buffer | null, layout: Layout): Buffer | null {
  if (bytes === null || (layout.emptyAsNull && bytes.length === 0)) return null
  return markedNull(bytes, layout)
}

function markedNull(bytes: Buffer, { nullMarker }: Layout): Buffer | null {
  return nullMarker?.equals(bytes) ? null : bytes
}
