import { describe, expect, it } from 'vitest'
import { explain } from '../../src/config/explain.js'
import { fromJavaProperties } from '../../src/config/java.js'
import { type ConfigError, KafkaError, type ProducerOptions } from '../../src/index.js'
import golden from '../golden/config-rules/rules.json' with { type: 'json' }

type Properties = Record<string, string>
interface Rule {
  id: string
  dialect: 'java' | 'librdkafka' | 'both'
  severity: 'error' | 'adjusts' | 'warns' | 'advice'
  stage: string
  adjusts?: { prop: string; to: Term }[]
  examples?: { violates?: Properties; satisfies?: Properties }
}
type Term = number | boolean | string | null | [string, ...Term[]]

const rules = golden.rules as unknown as Rule[]
const own = rules.filter(({ dialect }) => dialect !== 'java')
const java = rules.filter(({ dialect }) => dialect !== 'librdkafka')

/** Where lingerbus refuses what librdkafka lets pass, or says in another way what librdkafka would log. */
const STRICTER: Record<string, string> = {
  'lrk.acks.range': 'acks other than all, 0 and 1 is refused',
  'lrk.bool': 'one spelling of true and false',
}
/** Warnings and advice that are more than that here. */
const REFUSED = [
  'lrk.bootstrap.missing',
  'lrk.bootstrap.unparsable',
  'lrk.consumer-property',
  'advice.delivery-report-only-error',
  'advice.lenient-numbers',
]
/** A preset's value gives way before there is something to tell. */
const GIVES_WAY = ['advice.queue-bytes-below-batch']
/** Only OpenSSL knows: the engine refuses it (test/engine/verdicts.test.ts). */
const OF_OPENSSL = ['lrk.ssl.cipher']
const WARNED = ['lrk.deprecated', 'advice.no-effect']

const idOf = (rule: Rule) => rule.id.replace(/^(advice|lrk|both)\./, '')
const bare = (example: Properties, rule: Rule): ProducerOptions => ({
  ...(rule.id === 'lrk.bootstrap.missing' ? {} : { 'bootstrap.servers': '127.0.0.1:1' }),
  preset: 'librdkafkaDefaults',
  ...example,
})

function refusal(run: () => unknown): ConfigError | null {
  try {
    run()
    return null
  } catch (error) {
    if (KafkaError.is(error) && error.code === '_INVALID_ARG') return error as ConfigError
    throw error
  }
}

const errors = own.filter(({ severity, examples }) => severity === 'error' && examples)
const adjusting = own.filter(
  ({ severity, examples, adjusts }) => severity === 'adjusts' && examples && adjusts,
)
const telling = own.filter(({ severity, examples }) => ['warns', 'advice'].includes(severity) && examples)

describe('rules of librdkafka', () => {
  it('are as many as were tried on the real library', () => {
    expect([errors.length, adjusting.length, telling.length]).toEqual([51, 13, 52])
  })

  it.each(errors.filter(({ id, examples }) => examples?.violates && !OF_OPENSSL.includes(id)))(
    '$id refuses',
    (rule) => {
      const { violates } = rule.examples!
      const error = refusal(() => explain(bare(violates!, rule)))
      const text = error?.problems.join('\n') ?? 'accepted'
      const named = Object.keys(violates!).some((name) => text.includes(name))
      expect(text).toMatch(/ — /)
      expect(named || text.includes('missing'), text).toBe(true)
    },
  )

  it.each(errors.filter(({ examples }) => examples?.satisfies))('$id lets pass', (rule) => {
    const error = refusal(() => explain(bare(rule.examples!.satisfies!, rule)))
    if (rule.id in STRICTER) expect(error).not.toBeNull()
    else expect(error?.message).toBeUndefined()
  })

  it.each(adjusting)('$id is explained', (rule) => {
    const { values } = explain(bare(rule.examples!.satisfies!, rule))
    for (const { prop, to } of rule.adjusts!) {
      const value = values.find(({ name }) => name === prop)?.value
      const term = evaluate(to, (name) => values.find((each) => each.name === name)?.value ?? '')
      expect([prop, value]).toEqual([prop, prop === 'acks' ? 'all' : String(term)])
    }
  })

  it.each(telling.filter(({ examples }) => examples?.violates))('$id is told', (rule) => {
    const options = bare(rule.examples!.violates!, rule)
    if (REFUSED.includes(rule.id)) expect(refusal(() => explain(options))).not.toBeNull()
    else if (GIVES_WAY.includes(rule.id)) {
      expect(explain(options).adjusted.join()).toContain(Object.keys(rule.examples!.violates!)[0])
    } else if (WARNED.includes(rule.id)) expect(explain(options).warnings).toHaveLength(1)
    else expect(explain(options).advice.map(({ id }) => id)).toContain(idOf(rule))
  })

  it.each(telling.filter(({ examples }) => examples?.satisfies))(
    '$id is silent where it does not apply',
    (rule) => {
      const { advice, warnings } = explain(bare(rule.examples!.satisfies!, { ...rule, id: '' }))
      expect(advice.map(({ id }) => id)).not.toContain(idOf(rule))
      expect(warnings).toEqual([])
    },
  )
})

describe('rules of the Java producer', () => {
  const withExamples = java.filter(({ dialect, examples }) => dialect === 'java' && examples)
  const text = (example: Properties) =>
    Object.entries({ 'bootstrap.servers': '127.0.0.1:1', ...example })
      .map(([name, value]) => `${name}=${value}\n`)
      .join('')

  /** A JVM's own properties, which no file of the producer shows. */
  const OF_THE_JVM = ['java.oauth.allowed-urls']

  it('are as many as were tried in a JVM', () => {
    expect(withExamples.length).toBe(38)
  })

  it.each(
    withExamples.filter(
      ({ id, severity, examples }) => severity === 'error' && examples?.violates && !OF_THE_JVM.includes(id),
    ),
  )('$id refuses', ({ examples }) => {
    const error = refusal(() => fromJavaProperties(text(examples!.violates!)))
    expect(error?.details[0]?.ground).toBe('java')
  })

  it.each(withExamples.filter(({ severity, examples }) => severity === 'error' && examples?.satisfies))(
    '$id lets pass',
    ({ examples }) => {
      const error = refusal(() => fromJavaProperties(text(examples!.satisfies!)))
      expect(error?.details.filter(({ ground }) => ground === 'java') ?? []).toEqual([])
    },
  )

  it.each(withExamples.filter(({ adjusts }) => adjusts))('$id is applied', ({ id, adjusts, examples }) => {
    if (examples?.satisfies === undefined) return
    const { java: values } = fromJavaProperties(text(examples.satisfies))
    for (const { prop, to } of adjusts!) {
      expect([id, prop, values[prop]]).toEqual([id, prop, String(evaluate(to, (name) => values[name] ?? ''))])
    }
  })

  it.each(withExamples.filter(({ severity, examples }) => severity === 'warns' && examples?.violates))(
    '$id is noted',
    ({ examples }) => {
      const names = Object.keys(examples!.violates!)
      const { notes } = fromJavaProperties(text(examples!.violates!))
      expect(notes.filter(({ property }) => names.includes(property))).not.toEqual([])
    },
  )
})

/** The few operators that `adjusts` uses. */
function evaluate(term: Term, read: (name: string) => string): number | boolean | string | null {
  if (!Array.isArray(term)) return term
  const [operator, ...rest] = term
  if (operator === 'prop') return plain(read(String(rest[0])))
  const numbers = rest.map((each) => Number(evaluate(each, read)))
  switch (operator) {
    case 'sum':
      return Math.round(numbers.reduce((sum, each) => sum + each, 0) * 1000) / 1000
    case 'mul':
      return numbers.reduce((product, each) => product * each, 1)
    case 'min':
      return Math.min(...numbers)
    case 'max':
      return Math.max(...numbers)
    case 'floor':
      return Math.floor(numbers[0]!)
    default:
      throw new Error(`what is ${operator}?`)
  }
}

function plain(text: string): number | string {
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}
