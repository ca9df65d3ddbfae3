// docs/bench-results.md as text: the shape of a result file, from the schema that checks it.
import * as z from 'zod/mini'
import { resultSchema } from '../src/measure/result.js'

interface Node {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly items?: Node
  readonly prefixItems?: readonly Node[]
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
}

export function renderPage(): string {
  const schema = z.toJSONSchema(resultSchema, { io: 'input' }) as Node
  return `# A bench's result file

<!-- Generated from src/measure/result.ts by \`node --import tsx scripts/render-bench-results.ts\`. Do not edit. -->

What \`lingerbus bench --output FILE\` writes, and the only thing that tables and pictures are made from: one JSON object.
A reader checks \`schemaVersion\` first. Every field is always there; \`null\` stands for what was not measured, or rests on
too few samples. Other fields are refused. \`slots[].x\` is a field of each slot.

| field | type | |
|---|---|---|
${rows('', schema)
  .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
  .join('\n')}
`
}

function rows(path: string, node: Node): string[][] {
  return Object.entries(node.properties ?? {}).flatMap(([name, field]) => row(`${path}${name}`, field))
}

function row(path: string, field: Node): string[][] {
  const kinds = choicesOf(field)
  const own = [`\`${path}\``, typeOf(field), field.description ?? '']
  const inner = kinds.flatMap((kind) => {
    if (kind.properties) return rows(`${path}.`, kind)
    if (kind.items?.properties) return rows(`${path}[].`, kind.items)
    return []
  })
  // Alternatives share fields: `mode.kind` is one line with all its values.
  return [own, ...merged(inner)]
}

function merged(lines: readonly string[][]): string[][] {
  const byPath = new Map<string, string[]>()
  for (const [path, type, text] of lines as [string, string, string][]) {
    const known = byPath.get(path)
    if (known === undefined) byPath.set(path, [path, type, isConst(type) && text ? `${type}: ${text}` : text])
    else {
      if (!known[1]!.split(', ').includes(type)) known[1] = `${known[1]}, ${type}`
      if (text) known[2] = `${known[2]} ${isConst(type) ? `${type}: ` : ''}${text}`.trim()
    }
  }
  return [...byPath.values()]
}

const isConst = (type: string) => /^`[^`]*`$/.test(type)

function choicesOf(node: Node): readonly Node[] {
  return (node.anyOf ?? node.oneOf)?.flatMap(choicesOf) ?? [node]
}

function typeOf(node: Node): string {
  const kinds = choicesOf(node)
  if (kinds.length > 1) return [...new Set(kinds.map(typeOf))].join(' or ')
  const [only] = kinds as [Node]
  if (only.const !== undefined) return `\`${only.const}\``
  if (only.enum) return only.enum.map((value) => `\`${value}\``).join(', ')
  if (Array.isArray(only.type)) return only.type.join(' or ')
  if (only.type === 'array') return only.prefixItems ? 'tuple' : 'array'
  return only.type as string
}
