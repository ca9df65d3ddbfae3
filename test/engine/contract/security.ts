import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { KafkaError, type OauthFunction, type ProducerOptions, UnsupportedError } from '../../../src/index.js'
import { TOPIC_AUTHORIZATION_FAILED } from '../../../src/named-codes.js'
import { openWithClient, PRODUCE_REQUEST } from '../../support/native-client.js'
import { MOCK, thrown } from '../../support/producers.js'
import { listenInSilence } from '../../support/tls-listeners.js'
import { unsecuredToken } from '../../support/unsecured-token.js'
import type { Contract } from './contract.js'

const NOBODY = { brokers: '127.0.0.1:1', 'enable.idempotence': false } as const
const tokens = (oauth: OauthFunction): ProducerOptions => ({
  ...NOBODY,
  'security.protocol': 'sasl_plaintext',
  'sasl.mechanism': 'OAUTHBEARER',
  oauth,
})
const passwords: ProducerOptions = {
  ...NOBODY,
  sasl: { mechanism: 'PLAIN', username: 'u', password: 'p' },
}

/** What a function may do wrong, and what the error says of it. */
const WRONG: [answer: unknown, says: RegExp][] = [
  [undefined, /gave undefined: expected \{ token, lifetimeMs \}/],
  ['SECRET', /gave a text: expected/],
  [new Date(), /gave an object of class Date/],
  [{ lifetimeMs: Date.now() + 86_400_000 }, /gave token: expected .*, got undefined/],
  [{ token: '', lifetimeMs: Date.now() + 86_400_000 }, /gave token: .*, got an empty text/],
  [{ token: 'SECRET\0', lifetimeMs: Date.now() + 86_400_000 }, /gave token: .*, got a text/],
  [
    { token: 'SECRET', lifetimeMs: 3_600_000 },
    /gave lifetimeMs: expected when .* since 1970 .*, got 3600000/,
  ],
  [{ token: 'SECRET', lifetimeMs: Number.NaN }, /gave lifetimeMs: .*, got NaN/],
  [{ token: 'SECRET', lifetimeMs: Number.POSITIVE_INFINITY }, /gave lifetimeMs: .*, got Infinity/],
  [{ token: 'SECRET', lifetimeMs: 'SECRET' }, /gave lifetimeMs: .*, got a text/],
  [{ ...unsecuredToken('a', 86_400_000), principal: 7 }, /gave principal: expected a text, got 7/],
  [{ ...unsecuredToken('a', 86_400_000), extensions: ['SECRET'] }, /gave extensions: .*, got an array/],
  [{ ...unsecuredToken('a', 86_400_000), extensions: { auth: 'SECRET' } }, /none 'auth'/],
  [{ ...unsecuredToken('a', 86_400_000), extensions: { a1: 'SECRET' } }, /names of letters only/],
  [{ ...unsecuredToken('a', 86_400_000), extensions: { a: 'SECRET\x01' } }, /extensions\.a: .*, got a text/],
  [
    new Proxy(
      {},
      {
        get() {
          throw new Error('a trap')
        },
      },
    ),
    /threw Error: a trap/,
  ],
]

export function security(contract: Contract): void {
  contract.chapter('logging in', () => {
    contract.needs('oauth', [126, 127], () => {
      contract.statement(
        [126],
        'a token is asked for from the event loop, or in poll; failures are told',
        async () => {
          let calls = 0
          const oauth = () => {
            calls++
            throw new Error('no token today')
          }
          const producer = contract.open({ ...tokens(oauth), poll: 'manual' })
          await sleep(200)
          expect(calls).toBe(0)
          const first = once(producer, 'error')
          while (calls === 0) await producer.poll(100)
          await producer.poll(1000)
          const [error] = (await first) as [KafkaError]
          expect(error).toBeInstanceOf(KafkaError)
          expect(error).toMatchObject({ code: '_AUTHENTICATION', rung: 'sasl', fatal: false })
          expect(error.message).toContain('the option oauth threw Error: no token today')
        },
      )

      contract.statement(
        [127],
        'token and lifetimeMs are needed, principal and extensions are not',
        async () => {
          const { token, lifetimeMs } = unsecuredToken('a', 86_400_000)
          for (const more of [{}, { principal: 'a', extensions: {} }, { extensions: { traceId: 'x y' } }]) {
            const producer = contract.open(tokens(async () => ({ token, lifetimeMs, ...more })))
            const [error] = (await once(producer, 'error')) as [KafkaError]
            // With a token it sets out, and finds that nobody is there.
            expect(error.rung).toBe('tcp')
            await producer.close({ timeoutMs: 0 })
          }
        },
      )

      test.each(WRONG)('a function that gives what is no token (%#)', async (answer, says) => {
        const producer = contract.open(tokens(() => answer as never))
        const [error] = (await once(producer, 'error')) as [KafkaError]
        expect(error).toMatchObject({ code: '_AUTHENTICATION', rung: 'sasl' })
        expect(error.message).toMatch(says)
        expect(error.message).not.toContain('SECRET')
      })

      test('what is thrown may quote a token: it is left out', async () => {
        const { token } = unsecuredToken('alice', 86_400_000)
        const oauth = async () => {
          throw new SyntaxError(`what is ${token} or ab12CD34ef56GH78ij90?`)
        }
        const producer = contract.open(tokens(oauth))
        const [error] = (await once(producer, 'error')) as [KafkaError]
        expect(error.message).toContain('threw SyntaxError: what is [hidden] or [hidden]?')
        for (const part of [...token.split('.').filter(Boolean), 'ab12CD34'])
          expect(error.message).not.toContain(part)
      })

      test('a function that hangs holds up nobody; at close its signal is aborted', async () => {
        const signals: AbortSignal[] = []
        const producer = contract.open(
          tokens(({ signal }) => {
            signals.push(signal)
            return new Promise(() => {})
          }),
        )
        let ticks = 0
        const ticking = setInterval(() => ticks++, 5)
        producer.produce({ topic: 't', value: 'v' })
        while (signals.length === 0 || ticks < 20) await sleep(5)
        clearInterval(ticking)
        expect(signals[0]!.aborted).toBe(false)
        expect(await producer.close({ timeoutMs: 10 })).toMatchObject({ failed: 1, outstanding: 0 })
        expect(signals.map(({ aborted }) => aborted)).toEqual([true])
      })

      test('an answer that comes after close is not used', async () => {
        let answer = (_: never) => {}
        const oauth = () => new Promise<never>((resolve) => (answer = resolve))
        const producer = contract.open(tokens(oauth))
        const before = answer
        while (answer === before) await sleep(5)
        await producer.close({ timeoutMs: 0 })
        answer(unsecuredToken('a', 86_400_000) as never)
        await sleep(20)
        expect(producer.outstanding).toBe(0)
      })
    })

    contract.needs('oauth', [], () => {
      test('a topic that one may not write to is one error event, and advice in every report', async () => {
        const { producer, client } = openWithClient({ ...MOCK, 'batch.num.messages': 1 })
        client.testRequestErrors(PRODUCE_REQUEST, Array(3).fill(TOPIC_AUTHORIZATION_FAILED))
        const errors: KafkaError[] = []
        producer.on('error', (error) => errors.push(error))
        const failures = await producer.sendBatch(['a', 'b', 'c'].map((value) => ({ topic: 'mine', value })))
        for (const failure of failures) {
          const { reason } = failure as PromiseRejectedResult
          expect(reason).toMatchObject({ code: 'TOPIC_AUTHORIZATION_FAILED', rung: 'authorisation' })
          expect(reason.message).toContain("operation Write on topic 'mine'")
          expect(reason.cause).toBeUndefined()
        }
        expect(errors).toHaveLength(1)
        expect(errors[0]).toMatchObject({ code: 'TOPIC_AUTHORIZATION_FAILED', rung: 'authorisation' })
        expect(errors[0]!.message).toContain("operation Write on topic 'mine'")
      })
    })

    if (contract.engine === 'binding') {
      test('a token function is refused and says which engine can', () => {
        const error = thrown(() => contract.make(tokens(() => unsecuredToken('a', 86_400_000))))
        expect(error).toBeInstanceOf(UnsupportedError)
        expect(error.message).toContain("'native'")
      })
    }

    contract.statement(
      [128],
      'user and password can be set as often as one likes, and are texts',
      async () => {
        const producer = contract.open(passwords)
        for (let times = 0; times < 3; times++) producer.setSaslCredentials(`u${times}`, 'SECRET')
        for (const wrong of [null, undefined, 7, '', 'SECRET\0', ['SECRET'], { toString: () => 'SECRET' }]) {
          for (const call of [
            () => producer.setSaslCredentials(wrong as never, 'p'),
            () => producer.setSaslCredentials('u', wrong as never),
          ]) {
            const error = thrown(call)
            expect(error).toMatchObject({ name: 'KafkaError', code: '_INVALID_ARG' })
            expect(error.message).not.toContain('SECRET')
          }
        }
        await producer.close({ timeoutMs: 0 })
        expect(thrown(() => producer.setSaslCredentials('u', 'p'))).toMatchObject({ name: 'ClosedError' })
      },
    )

    contract.needs('brokers', [], () => {
      test('a connection that is cut off at the first word is an error event with its rung', async () => {
        const server = createServer((socket) =>
          socket.on('error', () => {}).once('data', () => socket.destroy()),
        )
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
        onTestFinished(() => void server.close())
        const { port } = server.address() as AddressInfo
        for (const [ssl, says] of [
          [false, /as a TLS listener does/],
          [true, /does not speak TLS/],
        ] as const) {
          const producer = contract.open({ ...NOBODY, brokers: `127.0.0.1:${port}`, ssl })
          const [error] = (await once(producer, 'error')) as [KafkaError]
          expect(error).toMatchObject({ code: '_TRANSPORT', rung: 'tls' })
          expect(error.message).toMatch(says)
          expect(error.message).toContain(`127.0.0.1:${port}: `)
        }
      })

      test('who listens and never answers is told when the set-up time is over, and on which rung', async () => {
        const silent = await listenInSilence()
        onTestFinished(() => silent.close())
        const options = { brokers: silent.address, 'socket.connection.setup.timeout.ms': 1000 } as const
        const rungs = [options, { ...options, ssl: true as const }].map(async (each) => {
          const [error] = (await once(contract.open(each), 'error')) as [KafkaError]
          return error.rung
        })
        expect(await Promise.all(rungs)).toEqual(['tcp', 'tls'])
        expect(silent.connections()).toBeGreaterThanOrEqual(2)
      })
    })

    test('user and password where no mechanism has them', () => {
      const producer = contract.open(NOBODY)
      expect(thrown(() => producer.setSaslCredentials('u', 'SECRET'))).toMatchObject({
        code: '_STATE',
        message: 'user and password belong to PLAIN and SCRAM; sasl.mechanism is none',
      })
    })
  })
}
