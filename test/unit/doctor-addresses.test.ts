import { lookup } from 'node:dns/promises'
import { beforeEach, expect, test, vi } from 'vitest'
import { diagnose } from '../../src/index.js'
import { expectFault, findingOf } from '../support/diagnosed.js'
import { listenDropping } from '../support/dropping.js'
import { metadataOf, startFakeBroker, versions } from '../support/fake-broker.js'

// A name with addresses of our choice cannot be made without changing the machine.
vi.mock('node:dns/promises', () => ({ lookup: vi.fn() }))

const NAME = 'kafka.example'
const OTHER_ADDRESS = '127.0.0.2' // on Linux all of 127.0.0.0/8 is this machine
let port: number
const bootstrap = () => ({ 'bootstrap.servers': `127.0.0.1:${port}` })
const addresses = (...list: string[]) =>
  vi.mocked(lookup).mockResolvedValue(list.map((address) => ({ address, family: 4 })) as never)

/** Answers as the only broker of its cluster, which is at kafka.example. */
const brokerAt = (own: number, cluster?: string) => ({
  ...versions({ 0: 8, 3: 4 }),
  ...metadataOf(own, { host: NAME, ...(cluster !== undefined && { cluster }) }),
})

beforeEach(async () => {
  port = Number((await startFakeBroker((own) => brokerAt(own))).split(':')[1])
})

test.runIf(process.platform === 'linux')(
  'of an advertised name every address is tried, and those that fail are told',
  async () => {
    addresses(OTHER_ADDRESS, '127.0.0.1')
    const refused = await diagnose(bootstrap())
    expect(refused.ok).toBe(true)
    expect(findingOf(refused, 'advertised listeners').evidence).toEqual([
      `broker 1: nobody listens at ${NAME}:${port} is ${OTHER_ADDRESS}; another address answers`,
    ])

    addresses('127.0.0.1', OTHER_ADDRESS)
    await startFakeBroker(() => ({}), { host: OTHER_ADDRESS, port })
    const hungUp = await diagnose(bootstrap())
    expect(hungUp.ok).toBe(true)
    expect(findingOf(hungUp, 'advertised listeners').evidence.join()).toContain(`${OTHER_ADDRESS} hangs up`)
  },
)

test.runIf(process.platform === 'linux')(
  'where no address works, each is told; the one that answers says what is wrong',
  async () => {
    addresses('127.0.0.3', OTHER_ADDRESS)
    await startFakeBroker(() => ({}), { host: OTHER_ADDRESS, port })
    const { evidence, text } = await expectFault(
      ['advertised listeners', 'advertised-other-listener'],
      bootstrap(),
    )
    expect(text).toContain('hangs up')
    expect(evidence).toContain(`nobody listens at ${NAME}:${port} is 127.0.0.3`)
    expect(evidence).toContain(`${NAME}:${port} is ${OTHER_ADDRESS} hangs up at the first request`)
  },
)

test.runIf(process.platform === 'linux')(
  'one address that leads to another cluster is a fault, whatever the others do',
  async () => {
    addresses('127.0.0.1', OTHER_ADDRESS)
    await startFakeBroker((own) => brokerAt(own, 'strangers'), { host: OTHER_ADDRESS, port })
    const { evidence } = await expectFault(['advertised listeners', 'advertised-other-cluster'], bootstrap())
    expect(evidence.join()).toContain(
      `${OTHER_ADDRESS}: cluster fake sends its clients to a broker of cluster strangers`,
    )
  },
)

test('an advertised broker that tells nothing of its cluster is a fault with a name', async () => {
  addresses('127.0.0.1')
  let questions = 0
  const shy = await startFakeBroker((own) => ({
    ...brokerAt(own),
    3: () => (questions++ === 0 ? brokerAt(own)[3]!(4) : null),
  }))
  await expectFault(['advertised listeners', 'advertised-other-listener'], { 'bootstrap.servers': shy })
})

test.runIf(process.platform === 'linux')(
  'a firewall that drops: its address is told, and waited for once',
  async () => {
    addresses(OTHER_ADDRESS, '127.0.0.1')
    await listenDropping(OTHER_ADDRESS, port)
    const dropped = `${NAME}:${port} is ${OTHER_ADDRESS}`
    const { ok, rungs } = await diagnose({ 'bootstrap.servers': `${NAME}:${port}` })
    expect({ ok, text: rungs.find(({ status }) => status === 'broken')?.text }).toEqual({
      ok: true,
      text: undefined,
    })
    const [tcp, listeners] = ['TCP', 'advertised listeners'].map(
      (name) => rungs.find(({ rung }) => rung === name)!,
    )
    for (const { evidence } of [tcp!, listeners!])
      expect(evidence.join()).toContain(`${dropped} cannot be reached`)
    expect(tcp!.tookMs).toBeGreaterThan(1900)
    expect(listeners!.tookMs).toBeLessThan(1900)

    addresses(OTHER_ADDRESS)
    const { evidence } = await expectFault(['advertised listeners', 'advertised-unreachable'], bootstrap(), {
      timeoutMs: 1000,
    })
    expect(evidence).toContain(`connect ${dropped}: no answer within 444 ms`)
  },
)
