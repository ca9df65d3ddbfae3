/** The last so many ids. */
export class Recent {
  readonly #ids: Set<string>
  readonly #most: number
  newest: string | undefined

  constructor(ids: readonly string[], most: number) {
    this.#ids = new Set(ids)
    this.#most = most
    this.newest = ids.at(-1)
  }

  /** False: it was there. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    this.newest = id
    // A Set keeps the order of insertion.
    if (this.#ids.size > this.#most) this.#ids.delete(this.#ids.values().next().value!)
    return true
  }
}
