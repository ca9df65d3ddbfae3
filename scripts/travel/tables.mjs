// The tables of docs/how-a-message-travels.md: what was measured, and the timeouts by name.
import { count, say, sayRange } from './figures.mjs'
import { span, TIMEOUTS } from './timeouts.mjs'

const code = (words) => `\`${words}\``

export const MEASURED = {
  linger: ({ figures }) =>
    table(
      ['setting', 'messages a request', 'requests', 'latency p50, ms', 'p99, ms'],
      Object.entries(figures.linger).map(([name, each]) => [
        code(name),
        sayRange(each.messagesPerRequest),
        sayRange(each.requests, count),
        sayRange(each.p50Ms),
        sayRange(each.p99Ms),
      ]),
    ),

  'batch-size': ({ figures }) =>
    table(
      ['setting', 'messages a request', 'requests', 'messages a second'],
      Object.entries(figures.batchSize).map(([name, each]) => [
        code(name),
        sayRange(each.messagesPerRequest),
        sayRange(each.requests, count),
        sayRange(each.messagesPerSecond),
      ]),
    ),

  'in-flight': ({ figures }) =>
    table(
      ['', 'messages', 'requests', 'until the last report, s', 'CPU of the broker thread, s'],
      Object.entries(figures.inFlight.cases).map(([name, each]) => [
        name,
        count(Math.round(each.messagesPerRequest.median * each.requests.median)),
        count(each.requests.median),
        sayRange(each.seconds),
        sayRange(each.brokerCpuSeconds),
      ]),
    ),

  waiting: ({ figures }) =>
    table(
      ['', 'messages a request', 'latency p50, ms', 'CPU of the broker thread, s in a second'],
      Object.entries(figures.waiting.cases).map(([name, each]) => [
        name,
        sayRange(each.messagesPerRequest),
        sayRange(each.p50Ms),
        sayRange(each.brokerCpuSeconds),
      ]),
    ),

  acks: ({ figures }) =>
    table(
      ['setting', 'latency p50, ms', 'p99, ms'],
      Object.entries(figures.acks).map(([name, each]) => [
        name.replace(/^\S+/, code),
        sayRange(each.p50Ms),
        sayRange(each.p99Ms),
      ]),
    ),

  'one-replica-missing': ({ figures }) => {
    const { minInsyncReplicas, inSync, deliveryTimeoutMs, missing } = figures.oneReplicaMissing
    return [
      `${inSync} of 3 replicas in sync, \`min.insync.replicas=${minInsyncReplicas}\`, ` +
        `\`message.timeout.ms=${deliveryTimeoutMs}\`, one run:`,
      '',
      table(
        ['setting', 'the report says', 'after, ms'],
        Object.entries(missing).map(([name, { outcome, ms }]) => [code(name), code(outcome), count(ms)]),
      ),
    ].join('\n')
  },

  codec: ({ figures, feed }) => {
    const plainBytes = figures.codec.none.wireBytes.median
    const megabytes = (feed.bytes * feed.timesForCodecs) / 1e6
    return table(
      ['codec', 'bytes sent, % of plain', 'CPU of the broker thread, ms for a megabyte of values'],
      Object.entries(figures.codec).map(([name, each]) => [
        code(name),
        say((each.wireBytes.median / plainBytes) * 100),
        sayRange(scaled(each.brokerCpuSeconds, 1000 / megabytes)),
      ]),
    )
  },

  'batch-compression': ({ figures }) =>
    table(
      ['messages a batch', 'bytes sent a message'],
      Object.values(figures.batchCompression).map((each) => [
        count(each.messagesPerRequest.median),
        sayRange(scaled(each.wireBytes, 1 / (each.messagesPerRequest.median * each.requests.median))),
      ]),
    ),

  machine: ({ command, date, repeats, codecRepeats, seconds, machine, versions, feed }) =>
    [
      `Measured on ${date} by \`${command}\` in ${seconds} s, every figure the median of ${repeats} runs ` +
        `(codecs: ${codecRepeats}) that took turns, with the least and the most in brackets.`,
      '',
      `- Machine: ${machine.cpu}, ${machine.cores} cores, ${Math.round(machine.memoryGiB)} GiB, ${machine.os}. Producer and brokers ` +
        `shared it with other work (load average ${say(machine.loadAverageBefore)} at the start): the ratios count, and where ` +
        'ranges overlap there is no difference to see.',
      `- Versions: lingerbus ${versions.lingerbus}, librdkafka ${versions.librdkafka}, Apache Kafka ${versions.kafka}, ` +
        `Node.js ${versions.node}.`,
      `- Values: 100 bytes without a key, to one partition; where it says so the demo's feed, ${count(feed.messages)} lines ` +
        `of JSON with ${say(feed.bytes / feed.messages)} bytes on average.`,
    ].join('\n'),
}

export const LISTED = {
  timeouts: () =>
    table(
      ['librdkafka', 'default', 'Java', 'default', 'when it is over'],
      TIMEOUTS.map(
        ({ name, alias, upTo, standard, standardUpTo, java, javaDefault, javaDefaultUpTo, ends }) => [
          names(alias, name, upTo),
          name ? span(standard, standardUpTo) : '–',
          java ? names(java, upTo) : '–',
          java ? span(javaDefault, javaDefaultUpTo) : '–',
          ends,
        ],
      ),
    ),
}

function names(...each) {
  const known = each.filter(Boolean)
  return known.length === 0 ? 'none' : known.map(code).join(', ')
}

function scaled({ median, min, max }, factor) {
  return { median: median * factor, min: min * factor, max: max * factor }
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
