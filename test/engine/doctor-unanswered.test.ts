import { expect, onTestFinished, test } from 'vitest'
import { MockCluster } from '../../src/testing.js'
import { expectFault } from '../support/diagnosed.js'
import { listenDropping } from '../support/dropping.js'
import { startFakeSaslBroker } from '../support/fake-sasl-broker.js'
import { unsecuredToken } from '../support/unsecured-token.js'

// librdkafka says that a message was not delivered, that brokers are down or that a login failed, and not which address it waits for.
test.runIf(process.platform === 'linux')(
  'a test message that is not delivered: the addresses that do not answer are told',
  async () => {
    const cluster = new MockCluster({ brokers: 1, topics: { orders: 1 } })
    onTestFinished(() => cluster.close())
    cluster.fail('Produce', ['MSG_SIZE_TOO_LARGE'])
    const options = (more: string) => ({ 'bootstrap.servers': cluster.bootstrapServers + more })
    const delivery = { topic: 'orders', produce: true }
    const fault = ['delivery', 'not-delivered'] as const
    const alone = await expectFault([...fault], options(''), delivery)
    expect(alone.evidence.join()).not.toContain('no answer')

    const dropping = `127.0.0.2:${cluster.bootstrapServers.split(':')[1]}`
    await listenDropping('127.0.0.2', Number(dropping.split(':')[1]))
    cluster.fail('Produce', ['MSG_SIZE_TOO_LARGE'])
    const { evidence, mend } = await expectFault([...fault], options(`,${dropping}`), {
      ...delivery,
      timeoutMs: 4500,
    })
    expect(evidence.at(-1)).toBe(`connect ${dropping}: no answer within 2000 ms`)
    expect(mend).toContain('addresses that do not answer')
  },
)

test.runIf(process.platform === 'linux')(
  'a login by librdkafka that fails: the addresses that do not answer are told',
  async () => {
    const broker = await startFakeSaslBroker()
    const dropping = `127.0.0.2:${broker.split(':')[1]}`
    await listenDropping('127.0.0.2', Number(dropping.split(':')[1]))
    const { evidence } = await expectFault(
      ['SASL', 'wrong-credentials'],
      {
        'bootstrap.servers': `${broker},${dropping}`,
        'security.protocol': 'sasl_plaintext',
        'sasl.mechanism': 'OAUTHBEARER',
        oauth: () => unsecuredToken('alice', 60_000),
      },
      { timeoutMs: 4500 },
    )
    expect(evidence[0]).toMatch(/^librdkafka: .*Authentication failed/)
    expect(evidence.slice(1)).toEqual([`connect ${dropping}: no answer within 2000 ms`])
  },
)
