/** A login module of a JAAS text and its options. */
export interface Login {
  /** The class, without its package. */
  readonly module: string
  readonly options: ReadonlyMap<string, string>
}

const FLAGS = ['required', 'requisite', 'sufficient', 'optional']

/**
 * `org.apache.kafka.common.security.JaasConfig`: one login module, a flag, `name=value` options, a semicolon.
 * @returns the login, or what is wrong with the text; never a part of the text, which holds passwords
 */
export function parseJaas(text: string): Login | string {
  const words = tokens(text.trim())
  if (words === null) return 'a quote is not closed'
  if (words.at(-1) !== ';') return 'the text must end with a semicolon'
  const [name, flag, ...rest] = words.slice(0, -1)
  if (name === undefined || flag === undefined) return 'expected a login module and a flag'
  if (!FLAGS.includes(flag.toLowerCase())) return `after the login module expected one of ${FLAGS.join(', ')}`
  const options = new Map<string, string>()
  for (let at = 0; at < rest.length; at += 3) {
    const [key, equals, value] = rest.slice(at, at + 3)
    if (rest[at] === ';') return 'expected one login module only'
    if (equals !== '=' || value === undefined || key === undefined) return 'expected name=value options'
    options.set(key, value)
  }
  return { module: name.split('.').at(-1)!, options }
}

/** Words, quoted texts without their quotes, `=` and `;`; null where a quote stays open. */
function tokens(text: string): string[] | null {
  const found: string[] = []
  let at = 0
  while (at < text.length) {
    const rest = text.slice(at)
    const blank = /^\s+/.exec(rest)
    const quoted = /^(["'])((?:\\.|(?!\1)[^\\])*)\1/s.exec(rest)
    const word = /^[^\s=;"']+/.exec(rest)
    if (blank) at += blank[0].length
    else if (rest[0] === '=' || rest[0] === ';') {
      found.push(rest[0])
      at++
    } else if (quoted) {
      found.push(quoted[2]!.replace(/\\(.)/gs, '$1'))
      at += quoted[0].length
    } else if (word) {
      found.push(word[0])
      at += word[0].length
    } else return null
  }
  return found
}
