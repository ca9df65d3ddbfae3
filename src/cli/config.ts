import { Command } from 'commander'
import { ConfigError, type ExplainedValue, type Explanation, explain, fromJavaProperties } from '../index.js'
import { named, readConfig } from './config-source.js'
import { type Difference, renderCheck, renderDifferences, renderList, toJson } from './config-text.js'
import { parsePair } from './flags.js'
import { readTextFile } from './properties-file.js'

interface Flags {
  json?: true
  producerProperty?: [string, string][]
}

const SOURCE = 'a preset, or a file: name=value a line, or a JSON object; - is stdin'

/** `lingerbus config`: settings explained, compared, checked, looked up, translated. Asks no broker. */
export function configCommand(): Command {
  return new Command('config')
    .description('Explain, compare, check, look up and translate settings, without a broker.')
    .addCommand(
      withFlags(new Command('explain'))
        .description('Every value in force: who set it, what it does, what follows.')
        .argument('[source]', SOURCE, 'balanced')
        .action((source: string, flags: Flags) =>
          print(flags, explain(readConfig(source, flags.producerProperty)), String),
        ),
    )
    .addCommand(
      withFlags(new Command('diff'))
        .description('What two configurations do differently.')
        .argument('<a>', SOURCE)
        .argument('<b>', SOURCE)
        .action((a: string, b: string, flags: Flags) => {
          const both = [a, b].map((source) => explain(readConfig(source, flags.producerProperty)))
          print(flags, differencesOf(both[0]!, both[1]!), (rows) =>
            renderDifferences(named(a), named(b), rows),
          )
        }),
    )
    .addCommand(
      withFlags(new Command('check'))
        .description('Say all that is wrong with a file; exit code 2 where something is.')
        .argument('<file>', SOURCE)
        .action(check),
    )
    .addCommand(
      withFlags(new Command('list'))
        .description('The properties, or those whose name or description has the word.')
        .argument('[word]', 'part of a name or of a description')
        .action((word: string | undefined, flags: Flags) => {
          const { values } = explain(readConfig('librdkafkaDefaults', flags.producerProperty))
          print(
            flags,
            values.filter((value) => matches(value, word?.toLowerCase() ?? '')),
            renderList,
          )
        }),
    )
    .addCommand(
      new Command('from-java')
        .description("What a Java producer's properties come to here, with a note for all that differs.")
        .argument('<file>', 'a producer.properties; - is stdin')
        .option('--json', 'for programs')
        .action((file: string, flags: Flags) =>
          print(flags, fromJavaProperties(readTextFile(file, 'from-java')), String),
        ),
    )
    .addHelpText(
      'after',
      `
Passwords, keys and tokens are shown nowhere.

Examples:
  lingerbus config explain durable
  lingerbus config diff balanced throughput
  lingerbus config check producer.properties
  lingerbus config list timeout
  lingerbus config from-java producer.properties --json`,
    )
}

function withFlags(command: Command): Command {
  return command
    .option(
      '-X, --producer-property <name=value>',
      'one more property; repeat it for more',
      (text, earlier: [string, string][] = []) => [...earlier, parsePair(text)],
    )
    .option('--json', 'for programs')
}

function print<Data>(flags: Flags, data: Data, toText: (data: Data) => string): void {
  process.stdout.write(flags.json ? toJson(data) : toText(data))
}

/** For programs the problems are data; for people `main.ts` prints them. */
function check(file: string, flags: Flags): void {
  try {
    const { advice, warnings } = explain(readConfig(file, flags.producerProperty))
    const found = { file: named(file), problems: [], warnings, advice }
    print(flags, found, () => renderCheck(named(file), warnings, advice))
  } catch (error) {
    if (!flags.json || !ConfigError.is(error)) throw error
    print(flags, { file: named(file), problems: error.details, warnings: [], advice: [] }, String)
    process.exitCode = 2
  }
}

function matches({ name, does, aliases = [] }: ExplainedValue, word: string): boolean {
  return [name, does, ...aliases].some((text) => text.toLowerCase().includes(word))
}

function differencesOf(a: Explanation, b: Explanation): Difference[] {
  return a.values.flatMap((value, at) => {
    const other = b.values[at]!
    if (value.value === other.value) return []
    const values = [value.value, other.value] as const
    return [{ name: value.name, values, sources: [value.source, other.source] as const, does: value.does }]
  })
}
