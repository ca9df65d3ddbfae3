// The memory section of docs/benchmarks.md.
import { say } from './text.mjs'

export function memorySection(results) {
  return ['## Memory', ...results.flatMap(engine)].join('\n\n')
}

function engine({ engine, leftOut, noBroker, flat, command, date, scale }) {
  if (leftOut !== null) return [`- \`${engine}\` could not run: ${leftOut}`]
  const verdict = (met) => (met ? 'met' : '**MISSED**')
  return [
    `Engine \`${engine}\`, \`${command}\` on ${date.slice(0, 10)}${scale < 1 ? ' (a try: shorter than the goal asks)' : ''}:`,
    [
      `- nobody answers for ${noBroker.seconds} s under full pressure (values of ${noBroker.bytes} bytes, ` +
        `${say(noBroker.accepted)} accepted, ${say(noBroker.failed)} expired, refused for a full queue ${say(noBroker.refused)} times): ` +
        `RSS idle ${say(noBroker.idleMiB)} MiB, peak ${say(noBroker.peakMiB)} MiB; ` +
        `goal ≤ idle + 1.5 × ${noBroker.queueMiB} + 64 = ${say(noBroker.limitMiB)} MiB: ${verdict(noBroker.met)}`,
      `- ${say(flat.messages)} delivered messages of ${flat.bytes} bytes: RSS grows by ${sayAny(flat.slopeBytes)} bytes a message ` +
        `(${sayAny(flat.growthMiB)} MiB in all; the line through the samples after the first fifth); ` +
        `goal: flat, at most ${say(flat.limitMiB)} MiB: ${verdict(flat.met)}`,
    ].join('\n'),
  ]
}

/** Also what shrinks. */
function sayAny(value) {
  return value < 0 ? `−${say(-value)}` : say(value)
}
