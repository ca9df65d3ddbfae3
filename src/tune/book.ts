import type { Table } from '../measure/paired.js'
import { type Figures, nameOf, type Phase, type Settings } from './figures.js'

export interface Entry {
  readonly phase: Phase
  readonly block: number
  readonly name: string
  readonly figures: Figures
}

/** What was measured, by phase, block and settings. */
export class Book {
  readonly #entries: Entry[] = []

  add(phase: Phase, block: number, settings: Settings, figures: Figures): void {
    this.#entries.push({ phase, block, name: nameOf(settings), figures })
  }

  /** Of slots that count. */
  figuresOf(settings: Settings, phase?: Phase): Figures[] {
    const name = nameOf(settings)
    return this.#entries
      .filter((entry) => entry.name === name && (phase === undefined || entry.phase === phase))
      .map(({ figures }) => figures)
      .filter((figures) => figures.void === null)
  }

  /** Void slots by the rule that they broke. */
  get voids(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const { figures } of this.#entries) {
      if (figures.void !== null) counts[figures.void.rule] = (counts[figures.void.rule] ?? 0) + 1
    }
    return counts
  }

  /** Why the last void slot of these settings was void. */
  whyVoid(settings: Settings): string | null {
    const name = nameOf(settings)
    const found = this.#entries.findLast((entry) => entry.name === name && entry.figures.void !== null)
    return found?.figures.void?.reason ?? null
  }

  /** Slots that count, by block, in their order. */
  blocks(phase: Phase): Entry[][] {
    const blocks = new Map<number, Entry[]>()
    for (const entry of this.#entries.filter((each) => each.phase === phase)) {
      const block = blocks.get(entry.block) ?? []
      blocks.set(entry.block, block)
      if (entry.figures.void === null) block.push(entry)
    }
    return [...blocks.values()]
  }

  /** A contender whose slot does not count, or lacks the figure, is missing in its block. */
  table(phase: Phase, figure: (figures: Figures) => number | null): Table {
    return this.blocks(phase).map(
      (block) =>
        new Map(
          block.flatMap(({ name, figures }) => {
            const value = figure(figures)
            return value !== null && value > 0 ? [[name, Math.log(value)] as const] : []
          }),
        ),
    )
  }
}
