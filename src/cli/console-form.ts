import { parseDelimiter } from './flags.js'
import { UsageError } from './usage-error.js'

/** How headers stand in a record: `h1:v1,h2:v2<delimiter>…` */
export interface HeaderForm {
  readonly delimiter: Buffer
  readonly separator: string
  readonly keySeparator: string
}

const NAMES = [
  'parse.key',
  'key.separator',
  'parse.headers',
  'headers.delimiter',
  'headers.separator',
  'headers.key.separator',
  'null.marker',
  'ignore.error',
]

/** The `--property` of kafka-console-producer (`org.apache.kafka.tools.LineMessageReader`), with its defaults. */
export class ConsoleForm {
  readonly keySeparator: Buffer | null
  readonly mustHaveKey: boolean
  readonly headers: HeaderForm | null
  readonly nullMarker: string | undefined

  constructor(properties: readonly (readonly [string, string])[]) {
    const given = new Map(properties)
    for (const name of given.keys()) {
      if (!NAMES.includes(name))
        throw new UsageError(`--property ${name}: expected one of ${NAMES.join(', ')}`)
    }
    this.keySeparator = isTrue(given, 'parse.key')
      ? parseDelimiter(given.get('key.separator') ?? '\\t')
      : null
    this.mustHaveKey = !isTrue(given, 'ignore.error')
    this.headers = isTrue(given, 'parse.headers')
      ? {
          delimiter: parseDelimiter(given.get('headers.delimiter') ?? '\\t'),
          separator: given.get('headers.separator') ?? ',',
          keySeparator: given.get('headers.key.separator') ?? ':',
        }
      : null
    this.nullMarker = given.get('null.marker')
  }
}

function isTrue(given: ReadonlyMap<string, string>, name: string): boolean {
  return given.get(name)?.trim().toLowerCase() === 'true'
}
