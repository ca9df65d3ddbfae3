import type { Finding, Match, Verdict } from './verdict.js'

const BAR = 24

/** What `partition --check` says to people. */
export function formatVerdict(verdict: Verdict): string {
  return `${[summary(verdict), '', ...table(verdict), '', ...conclusion(verdict)].join('\n')}\n`
}

function summary({ topic, partitionCount, sampled, topicRecords, keyed, differentKeys }: Verdict): string {
  const read =
    sampled === topicRecords
      ? `all ${number(sampled)} records read`
      : `${number(sampled)} of ${number(topicRecords)} records read, the newest of each partition`
  return `${topic}: ${plural(partitionCount, 'partition')}; ${read}; ${number(keyed)} with a key, ${number(differentKeys)} different keys`
}

function table({ matches, byChance, keyed }: Verdict): string[] {
  if (keyed === 0) return ['No record has a key: there is no placement to keep.']
  const name = ({ partitioner, alsoCalled }: Match) => `${partitioner}, ${alsoCalled}`
  const width = Math.max(...matches.map((match) => name(match).length))
  const line = (first: string, share: number, rest: string) =>
    `  ${first.padEnd(width)}  ${bar(share)}  ${percent(share).padStart(7)}   ${rest}`.trimEnd()
  return [
    'Share of the keyed records that lie where each partitioner puts them:',
    '',
    ...matches.map((match) => line(name(match), match.share, match.writers)),
    line('by chance', byChance, ''),
  ]
}

function conclusion(verdict: Verdict): string[] {
  const lines = verdict.keyed === 0 ? [] : [FINDINGS[verdict.finding](verdict), ...advice(verdict)]
  if (verdict.secondOpinionDiffers > 0) {
    lines.push(
      `BROKEN: for ${plural(verdict.secondOpinionDiffers, 'key')} our murmur2 and murmurhash-js differ. Please report it.`,
    )
  }
  return lines
}

const FINDINGS: Record<Finding, (verdict: Verdict) => string> = {
  named: ({ writtenWith, matches }) =>
    `Written with ${writtenWith}, or its twin. Its users: ${writersOf(matches, writtenWith)}.`,
  grown: ({ writtenWith, matches, earlierPartitionCount, partitionCount }) =>
    `Written with ${writtenWith}, or its twin, while the topic grew from ${earlierPartitionCount} to ${partitionCount} partitions: older records of a key may lie elsewhere. Its users: ${writersOf(matches, writtenWith)}.`,
  unclear: () =>
    'No single partitioner explains this: several kinds of writers, partitions chosen by hand, or a partitioner of their own.',
  'too-few': ({ partitionCount, differentKeys }) =>
    partitionCount === 1
      ? 'The topic has one partition: every partitioner puts everything there.'
      : `Too few different keys to tell (${differentKeys}): chance could have done it.`,
}

function advice({ wanted, wouldMove, writtenWith, finding, partitionCount }: Verdict): string[] {
  if (partitionCount === 1) return []
  if (wouldMove! <= 1e-9) return [`A producer with ${wanted} keeps every key where it is.`]
  const keep =
    writtenWith === null || writtenWith === wanted
      ? ''
      : ` To keep their places: partitioner: '${writtenWith}'.`
  if (finding === 'grown' && writtenWith === wanted) {
    return [
      `A producer with ${wanted} does what its writers do; ${percent(wouldMove!)} of these records date from before.`,
    ]
  }
  return [
    `WARNING: a producer with ${wanted} would put ${percent(wouldMove!)} of these records elsewhere. Beside the present writers, or after them, a key's records would no longer be in one order, a compacted topic would keep two of a key, and joins by partition would miss.${keep}`,
  ]
}

function writersOf(matches: readonly Match[], name: string | null): string {
  return matches.find(({ partitioner }) => partitioner === name)!.writers
}

function bar(share: number): string {
  const full = Math.round(share * BAR)
  return '█'.repeat(full) + '░'.repeat(BAR - full)
}

/** 99.96 % is not 100 %. */
function percent(share: number): string {
  const tenths = share === 1 ? 1000 : Math.min(999, Math.round(share * 1000))
  const shown = share > 0 && tenths === 0 ? 1 : tenths
  return `${(shown / 10).toFixed(1)} %`
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}

function plural(count: number, what: string): string {
  return `${number(count)} ${what}${count === 1 ? '' : 's'}`
}
