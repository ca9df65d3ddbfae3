// Where the producing thread's time goes, for docs/benchmarks.md.
import { say } from './text.mjs'

/** @param {(head: string[], rows: string[][]) => string} table */
export function profileSection({ contenders, messages, bytes, command, date }, table) {
  const places = [...new Set(contenders.flatMap(({ places }) => Object.keys(places)))]
  const last = contenders.at(-1).places
  places.sort((one, other) => (last[other] ?? 0) - (last[one] ?? 0))
  const rows = places.map((place) => [place, ...contenders.map(({ places }) => say(places[place] ?? 0))])
  const sums = contenders.map(({ threadNs }) => `**${say(threadNs)}**`)
  return [
    '## Where the time goes',
    'Nanoseconds a message on the thread that produces, by where `perf` found it; to be sampled costs something as well. That',
    'thread is the limit: librdkafka’s own threads wait for it. librdkafka’s part, its clocks, locks and memory are the same for all;',
    'what a call into it and a report out of it cost in Node.js comes on top, and is what keeps us from the C program’s rate.',
    '',
    table(['', ...contenders.map(({ name }) => `\`${name}\``)], [...rows, ['**in all**', ...sums]]),
    '',
    `${say(messages)} messages of ${bytes} bytes to librdkafka's embedded cluster; \`${command}\` on ${date.slice(0, 10)}.`,
  ].join('\n')
}
