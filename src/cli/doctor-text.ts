import type { Diagnosis, RungFinding } from '../index.js'

const MARKS = { ok: '✓', broken: '✗', skipped: '·' } as const
const WORDS = { ok: 'ok', broken: 'BROKEN', skipped: 'skipped' } as const
/** SGR codes: green, red, grey. */
const COLOURS = { ok: 32, broken: 31, skipped: 90 } as const
const NAME_WIDTH = 'advertised listeners'.length

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>

/** A line a rung as it is climbed: marks for a person at a terminal, colours too unless NO_COLOR; words elsewhere. */
export class DoctorPrinter {
  readonly #output: Output
  readonly #hasMarks: boolean
  readonly #hasColours: boolean
  #isBroken = false

  constructor(output: Output, environment: NodeJS.ProcessEnv) {
    this.#output = output
    this.#hasMarks = output.isTTY === true
    // https://no-color.org: present and not empty.
    this.#hasColours = this.#hasMarks && !environment.NO_COLOR && environment.TERM !== 'dumb'
  }

  print({ rung, status, text, evidence, mend }: RungFinding): void {
    // What stands above a broken rung was not looked at, and there is nothing to say of it.
    if (this.#isBroken) return
    this.#isBroken = status === 'broken'
    const mark = this.#hasMarks ? MARKS[status] : WORDS[status].padEnd(WORDS.skipped.length)
    const indent = ' '.repeat(mark.length + 2)
    const lines = [`${this.#colour(mark, COLOURS[status])}  ${rung.padEnd(NAME_WIDTH)}  ${text}`]
    for (const line of evidence) lines.push(`${indent}  ${line}`)
    if (mend !== undefined) lines.push(`${indent}  mend: ${mend}`)
    this.#output.write(`${lines.join('\n')}\n`)
  }

  end({ ok, cause }: Diagnosis): void {
    const text = ok ? 'all is well' : `broken: ${cause}`
    this.#output.write(`\n${this.#colour(text, ok ? COLOURS.ok : COLOURS.broken)}\n`)
  }

  #colour(text: string, code: number): string {
    return this.#hasColours ? `\x1b[${code}m${text}\x1b[0m` : text
  }
}
