const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', f: '\f' }

/**
 * `java.util.Properties.load`: comments with # or !, `=`, `:` or blanks between name and value, a backslash
 * at the end of a line joins the next one, and escapes.
 */
export function parseProperties(text: string): [string, string][] {
  // An odd number of backslashes before the line's end continues it.
  const lines = text.replace(/(?<!\\)((?:\\\\)*)\\\r?\n[ \t\f]*/g, '$1').split(/\r\n|\r|\n/)
  const pairs: [string, string][] = []
  for (const line of lines) {
    const trimmed = line.replace(/^[ \t\f]+/, '')
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('!')) continue
    const [, name = '', value = ''] = /^((?:\\.|[^\\=: \t\f])*)[ \t\f]*[=:]?[ \t\f]*(.*)$/.exec(trimmed) ?? []
    pairs.push([resolveEscapes(name), resolveEscapes(value)])
  }
  return pairs
}

function resolveEscapes(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (_, code: string) =>
    code.length === 5 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? code),
  )
}
