import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Slot } from '../measure/result.js'
import { slotSchema } from '../measure/slot-schema.js'
import { TuneInputError } from './errors.js'
import { nameOf, type SlotRequest } from './figures.js'

interface Line {
  readonly at: string
  readonly block: number
  readonly slot: Slot
}

/**
 * The state file: what the run is, then a line a slot, as soon as it is measured. The search is a function of its seed
 * and of what was measured, so a resumed run asks for the same slots in the same order and is given those it has.
 */
export class Journal {
  readonly #file: string | null
  readonly #lines: Line[]
  #next = 0
  /** All of the run, with those that were kept. */
  readonly measured: { readonly request: SlotRequest; readonly slot: Slot }[] = []

  private constructor(file: string | null, lines: Line[]) {
    this.#file = file
    this.#lines = lines
  }

  /** Kept nowhere. */
  static inMemory(): Journal {
    return new Journal(null, [])
  }

  /** @param head what makes it this run and no other: goal, seed, settings; no secrets @throws TuneInputError */
  static start(file: string, head: object): Journal {
    if (existsSync(file))
      throw new TuneInputError(`${file} exists: add --resume to go on with it, or remove it`)
    try {
      writeFileSync(file, `${JSON.stringify(head)}\n`, { flag: 'wx' })
    } catch (error) {
      throw new TuneInputError(`${file}: ${(error as Error).message}`)
    }
    return new Journal(file, [])
  }

  /** The block that was interrupted is measured anew: its slots would not have run one after the other. @throws TuneInputError */
  static resume(file: string, head: object): Journal {
    const [first = '', ...rest] = readText(file).split('\n')
    if (first !== JSON.stringify(head)) throw new TuneInputError(differenceOf(file, first, head))
    // The last line may be half a line: the process was ended while it wrote.
    const lines = rest.slice(0, -1).map((text, at) => readLine(file, text, at + 2))
    const last = lines.at(-1)?.block
    const whole = lines.filter(({ block }) => block !== last)
    writeFileSync(file, [first, ...whole.map((line) => JSON.stringify(line)), ''].join('\n'))
    return new Journal(file, whole)
  }

  /** Slots that need not be measured again. */
  get kept(): number {
    return this.#lines.length
  }

  /** The same, but what the journal has is not measured again. */
  wrap(measure: (request: SlotRequest) => Promise<Slot>): (request: SlotRequest) => Promise<Slot> {
    return async (request) => {
      const at = `${request.phase} ${request.block} ${nameOf(request.settings)} ${JSON.stringify(request.mode)}`
      const kept = this.#lines[this.#next]
      if (kept !== undefined) {
        this.#next++
        if (kept.at === at) return this.#note(request, kept.slot)
        throw new TuneInputError(`the state file has a slot of '${kept.at}' where '${at}' is due: start anew`)
      }
      const slot = await measure(request)
      if (this.#file !== null) {
        appendFileSync(this.#file, `${JSON.stringify({ at, block: request.block, slot } satisfies Line)}\n`)
      }
      return this.#note(request, slot)
    }
  }

  #note(request: SlotRequest, slot: Slot): Slot {
    this.measured.push({ request, slot })
    return slot
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new TuneInputError(`--resume: ${(error as Error).message}`)
  }
}

function readLine(file: string, text: string, number: number): Line {
  try {
    const { at, block, slot } = JSON.parse(text)
    return { at: String(at), block: Number(block), slot: slotSchema.parse(slot) }
  } catch {
    throw new TuneInputError(`${file}: line ${number} is no slot of a tune`)
  }
}

function differenceOf(file: string, first: string, head: object): string {
  let earlier: Record<string, unknown>
  try {
    earlier = JSON.parse(first)
  } catch {
    return `${file} is no state file of lingerbus tune`
  }
  const differing = Object.entries(head).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(earlier[name]),
  )
  const [name, value] = differing[0] ?? ['its version', 1]
  return `${file} is of another run: ${name} was ${JSON.stringify(earlier[name])}, now it is ${JSON.stringify(value)}`
}
