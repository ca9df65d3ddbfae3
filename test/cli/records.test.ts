import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConsoleForm } from '../../src/cli/console-form.js'
import { parseDelimiter, parsePair } from '../../src/cli/flags.js'
import { type Layout, parseRecord, Splitter } from '../../src/cli/records.js'
import { parseProperties } from '../../src/config/java/properties-text.js'
import golden from '../golden/properties.json' with { type: 'json' }
import { thrown } from '../support/producers.js'

const PLAIN: Layout = {
  keyDelimiter: null,
  mustHaveKey: false,
  headers: null,
  nullMarker: null,
  emptyAsNull: false,
}

function split(chunks: Buffer[], delimiter: Buffer): string[] {
  const splitter = new Splitter(delimiter)
  const records = chunks.flatMap((chunk) => [...splitter.split(chunk)])
  return [...records, ...splitter.end()].map((record) => record.toString('latin1'))
}

describe('records in a stream', () => {
  test('end at the delimiter; what stands behind the last one is a record too', () => {
    const newline = Buffer.from('\n')
    expect(split([Buffer.from('a\nb\nc')], newline)).toEqual(['a', 'b', 'c'])
    expect(split([Buffer.from('a\n\nb\n')], newline)).toEqual(['a', '', 'b'])
    expect(split([], newline)).toEqual([])
    expect(split([Buffer.from('a\r\n')], newline)).toEqual(['a\r'])
  })

  test('are the same however the stream is cut into chunks, also through a delimiter', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('\n', '||', 'aab', '\0\0'),
        fc.array(fc.constantFrom('a', 'b', '|', '\n', '\0', 'aa'), { maxLength: 60 }),
        fc.array(fc.nat(8), { maxLength: 60 }),
        (delimiter, pieces, cuts) => {
          const whole = pieces.join('')
          const chunks: Buffer[] = []
          let rest = whole
          for (const cut of cuts) {
            chunks.push(Buffer.from(rest.slice(0, cut), 'latin1'))
            rest = rest.slice(cut)
          }
          chunks.push(Buffer.from(rest, 'latin1'))
          const expected = whole.split(delimiter)
          if (expected.at(-1) === '') expected.pop()
          expect(split(chunks, Buffer.from(delimiter, 'latin1'))).toEqual(expected)
        },
      ),
      { numRuns: 2000, seed: 20261121 },
    )
  })
})

describe('the parts of a record', () => {
  const parse = (text: string, layout: Partial<Layout>) => {
    const { key, value, headers } = parseRecord(Buffer.from(text), { ...PLAIN, ...layout })
    return [
      key?.toString() ?? null,
      value?.toString() ?? null,
      headers?.map(([name, each]) => [name, each && String(each)]),
    ]
  }
  const colon = Buffer.from(':')
  const form = new ConsoleForm([['parse.headers', 'true']]).headers

  test('the key ends at the first delimiter; without one there is no key, or an error', () => {
    expect(parse('a:b:c', { keyDelimiter: colon })).toEqual(['a', 'b:c', undefined])
    expect(parse(':b', { keyDelimiter: colon })).toEqual(['', 'b', undefined])
    expect(parse('b', { keyDelimiter: colon })).toEqual([null, 'b', undefined])
    expect(thrown(() => parse('b', { keyDelimiter: colon, mustHaveKey: true })).message).toContain(
      'no key separator',
    )
  })

  test('empty and marked parts are null where that was asked for', () => {
    expect(parse('a:', { keyDelimiter: colon })).toEqual(['a', '', undefined])
    expect(parse('a:', { keyDelimiter: colon, emptyAsNull: true })).toEqual(['a', null, undefined])
    const nullMarker = Buffer.from('NULL')
    expect(parse('NULL:NULL', { keyDelimiter: colon, nullMarker })).toEqual([null, null, undefined])
    expect(parse('h:NULL\tNULLs', { headers: form, nullMarker })).toEqual([null, 'NULLs', [['h', null]]])
  })

  test('headers come first, then the key', () => {
    expect(parse('h1:v1,h2:\tkey:value', { headers: form, keyDelimiter: colon })).toEqual([
      'key',
      'value',
      [
        ['h1', 'v1'],
        ['h2', ''],
      ],
    ])
    expect(thrown(() => parse('value', { headers: form })).message).toContain('no headers delimiter')
    expect(thrown(() => parse('h1\tvalue', { headers: form })).message).toContain(
      "no header key separator in 'h1'",
    )
  })
})

describe('flags', () => {
  test('delimiters understand escapes, and bytes', () => {
    expect(parseDelimiter('\\n')).toEqual(Buffer.from('\n'))
    expect(parseDelimiter('\\r\\n')).toEqual(Buffer.from('\r\n'))
    expect(parseDelimiter('\\x00\\xff')).toEqual(Buffer.from([0, 255]))
    expect(parseDelimiter('→')).toEqual(Buffer.from('→'))
    expect(parseDelimiter('\\\\')).toEqual(Buffer.from('\\'))
    expect(thrown(() => parseDelimiter('\\q')).message).toContain('\\q')
    expect(thrown(() => parseDelimiter('')).message).toContain('empty')
  })

  test('pairs end their name at the first =', () => {
    expect(parsePair('a=b=c')).toEqual(['a', 'b=c'])
    expect(parsePair('a=')).toEqual(['a', ''])
    for (const text of ['a', '=b', '']) expect(thrown(() => parsePair(text)).message).toContain('name=value')
  })

  test("kafka-console-producer's properties have its defaults, and unknown ones are named", () => {
    expect(new ConsoleForm([])).toMatchObject({ keySeparator: null, mustHaveKey: true, headers: null })
    expect(new ConsoleForm([['parse.key', 'true']]).keySeparator).toEqual(Buffer.from('\t'))
    expect(new ConsoleForm([['ignore.error', 'TRUE']]).mustHaveKey).toBe(false)
    expect(thrown(() => new ConsoleForm([['parse.keys', 'true']])).message).toMatch(
      /parse\.keys.*parse\.key, /,
    )
  })
})

describe('a properties file', () => {
  test("is read by java.util.Properties' rules", () => {
    // The expectations were printed by java.util.Properties; see test/golden/Properties.java.
    expect(parseProperties(golden.text)).toEqual(golden.pairs)
  })
})
