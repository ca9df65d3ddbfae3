import type { ExplainedValue, Explanation } from '../index.js'

/** A value that two explanations do not share. */
export interface Difference {
  readonly name: string
  readonly values: readonly [string | null, string | null]
  readonly sources: readonly [ExplainedValue['source'], ExplainedValue['source']]
  readonly does: string
}

export function toJson(data: unknown): string {
  return `${JSON.stringify(data, null, 2)}\n`
}

export function renderCheck(
  file: string,
  warnings: readonly string[],
  advice: Explanation['advice'],
): string {
  return [`${file}: nothing is wrong`, ...warnings, ...advice.map(({ text }) => `advice: ${text}`), ''].join(
    '\n',
  )
}

/** Name, what may be given, the default; below it what it does. */
export function renderList(values: readonly ExplainedValue[]): string {
  const rows = values.map(({ name, expects, unit, default: usual, does, aliases = [], deprecated }) => {
    const also = aliases.length === 0 ? '' : ` (also ${aliases.join(', ')})`
    const note = deprecated ? ' Deprecated.' : ''
    const fallback = usual === null ? '' : `; default ${usual === '' ? 'empty' : usual}`
    return `${name}${also}\n    ${expects}${unit === undefined ? '' : `, ${unit}`}${fallback}\n    ${does}${note}\n`
  })
  return rows.length === 0 ? 'no property has that word\n' : rows.join('')
}

export function renderDifferences(a: string, b: string, rows: readonly Difference[]): string {
  if (rows.length === 0) return 'no difference\n'
  const table = [
    ['', a, b],
    ...rows.map(({ name, values, sources }) => [
      name,
      ...values.map((value, at) => `${value ?? '(none)'}${sources[at] === 'librdkafka' ? ' *' : ''}`),
    ]),
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)))
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
  return `${lines.join('\n')}\n\n* librdkafka's own, or what it made of the rest\n`
}
