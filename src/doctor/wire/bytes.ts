/** Kafka's primitive types, as far as the requests of the doctor need them; none of their versions is a flexible one. */
export class Writer {
  readonly #parts: Buffer[] = []

  int8(value: number): this {
    return this.#add(1, (bytes) => bytes.writeInt8(value))
  }

  int16(value: number): this {
    return this.#add(2, (bytes) => bytes.writeInt16BE(value))
  }

  int32(value: number): this {
    return this.#add(4, (bytes) => bytes.writeInt32BE(value))
  }

  bool(value: boolean): this {
    return this.int8(value ? 1 : 0)
  }

  string(value: string): this {
    const bytes = Buffer.from(value)
    this.int16(bytes.length)
    this.#parts.push(bytes)
    return this
  }

  bytes(value: Buffer): this {
    this.int32(value.length)
    this.#parts.push(value)
    return this
  }

  end(): Buffer {
    return Buffer.concat(this.#parts)
  }

  #add(size: number, write: (bytes: Buffer) => void): this {
    const bytes = Buffer.alloc(size)
    write(bytes)
    this.#parts.push(bytes)
    return this
  }
}

/** Reads what a broker answered. @throws RangeError at its end */
export class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  int8(): number {
    return this.#bytes.readInt8(this.#move(1))
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#move(2))
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#move(4))
  }

  bool(): boolean {
    return this.int8() !== 0
  }

  string(): string {
    return this.nullableString() ?? ''
  }

  nullableString(): string | null {
    const length = this.int16()
    return length < 0 ? null : this.#take(length).toString()
  }

  bytes(): Buffer {
    return this.#take(Math.max(0, this.int32()))
  }

  array<Item>(read: () => Item): Item[] {
    const items: Item[] = []
    for (let left = this.int32(); left > 0; left--) items.push(read())
    return items
  }

  #take(length: number): Buffer {
    const from = this.#move(length)
    return this.#bytes.subarray(from, this.#at)
  }

  #move(length: number): number {
    const from = this.#at
    if (from + length > this.#bytes.length) throw new RangeError('the answer is shorter than it says')
    this.#at += length
    return from
  }
}
