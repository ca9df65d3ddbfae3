// Writes vectors.json: keys, and where Kafka's own client and librdkafka's own partitioners put them.
// Needs Java and gcc. Run: node test/golden/partitioners/generate.mjs
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { classpath } from '../../../scripts/kafka/cluster.mjs'

const COUNTS = [1, 2, 3, 6, 7, 12, 48, 100, 1000]
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const keys = makeKeys()
const max = 2 ** 28

const java = execFileSync('java', ['-cp', classpath(), here('Murmur2.java'), COUNTS.join(',')], {
  input: `${keys.map((key) => key.toString('base64')).join('\n')}\n`,
  encoding: 'utf8',
  maxBuffer: max,
})
const javaRows = java
  .trim()
  .split('\n')
  .map((line) => line.split(' ').map(Number))
const c = execFileSync(buildProgram(), COUNTS.map(String), {
  input: `${keys.map((key) => key.toString('hex')).join('\n')}\n`,
  encoding: 'utf8',
  maxBuffer: max,
})
const cRows = c
  .trim()
  .split('\n')
  .map((line) => line.split(' ').map(Number))

const rows = keys.map((key, index) => {
  const [hash, ...murmur2] = javaRows[index]
  const pick = (which) => COUNTS.map((_, at) => cRows[index][at * 3 + which])
  if (pick(0).join() !== murmur2.join())
    throw new Error(`Java and librdkafka differ for key ${key.toString('hex')}`)
  return `    ["${key.toString('base64')}", ${hash}, [${murmur2}], [${pick(1)}], [${pick(2)}]]`
})
const require = createRequire(import.meta.url)
const { librdkafka } = require('@confluentinc/kafka-javascript/package.json')
writeFileSync(
  here('vectors.json'),
  `{
  "librdkafka": "${librdkafka}",
  "about": "key in base64, Java's murmur2 unsigned, and for each count the partition by murmur2 (Java and librdkafka), by consistent, by fnv1a",
  "counts": ${JSON.stringify(COUNTS)},
  "vectors": [
${rows.join(',\n')}
  ]
}
`,
)
console.log(`vectors.json: ${keys.length} keys`)

function buildProgram() {
  const official = path.dirname(
    createRequire(import.meta.url).resolve('@confluentinc/kafka-javascript/package.json'),
  )
  const program = path.join(mkdtempSync(path.join(tmpdir(), 'golden-')), 'partitioners')
  const library = path.join(official, 'build/deps/librdkafka.so.1')
  const include = path.join(official, 'deps/librdkafka/src')
  execFileSync('gcc', [
    '-O1',
    here('partitioners.c'),
    `-I${include}`,
    library,
    `-Wl,-rpath,${path.dirname(library)}`,
    '-o',
    program,
  ])
  return program
}

/** Empty, ASCII of every length, other scripts, what broken text becomes, bytes, long keys; seeded, so always the same. */
function makeKeys() {
  const texts = [
    '',
    'a',
    'order-42',
    '여의나루역',
    '서울숲',
    '광화문역',
    'é',
    'ß',
    'Ā',
    'š',
    '日本語',
    'Ελλάδα',
    '🚲',
    '👨‍👩‍👧',
    'e\u0301',
  ]
  texts.push(
    '\ud800',
    'a\udc00b',
    '\u0000',
    'a\u0000b',
    '0',
    '-1',
    '9007199254740993',
    'true',
    'null',
    ' ',
    '\t',
    '\n',
  )
  for (let length = 1; length <= 32; length++)
    texts.push('abcdefghijklmnopqrstuvwxyz0123456789'.slice(0, length))
  for (let index = 0; index < 120; index++) texts.push(`user-${index * 7919}`)
  const list = texts.map((text) => Buffer.from(text))
  for (let index = 0; index < 140; index++) {
    const digest = createHash('sha512').update(`key ${index}`).digest()
    list.push(digest.subarray(0, 1 + (index % 40)))
  }
  list.push(
    Buffer.alloc(1024, 0xff),
    Buffer.alloc(1024),
    Buffer.from(Array.from({ length: 1024 }, (_, at) => at & 255)),
  )
  list.push(
    Buffer.from([0]),
    Buffer.from([255]),
    Buffer.from([128, 128, 128]),
    Buffer.from([255, 254, 253, 252, 251]),
  )
  return list
}
