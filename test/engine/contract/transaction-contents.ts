import { expect } from 'vitest'
import { DeliveryError, type KafkaError } from '../../../src/index.js'
import { PRODUCE_REQUEST } from '../../support/native-client.js'
import { rejection } from '../../support/producers.js'
import { ADD_OFFSETS_TO_TXN } from '../../support/transactions.js'
import type { Contract } from './contract.js'
import { message, offsets, openBegun, openReady } from './transactional.js'

const NOT_COORDINATOR = 16
const COORDINATOR_LOAD_IN_PROGRESS = 14
const GROUP_AUTHORIZATION_FAILED = 30
const MESSAGE_TOO_LARGE = 10

/** What a transaction holds beside its own messages, and when its reports come. */
export function transactionContents(contract: Contract): void {
  contract.statement([118], 'empty transactions commit and abort', async () => {
    const { producer } = await openReady()
    for (const end of [() => producer.commitTransaction(), () => producer.abortTransaction()]) {
      await producer.beginTransaction()
      await end()
    }
  })

  contract.statement([119], 'offsets that are none are left out, as often as one likes', async () => {
    const { producer, client } = await openBegun()
    client.testRequestErrors(ADD_OFFSETS_TO_TXN, [GROUP_AUTHORIZATION_FAILED])
    for (const none of [[], [{ ...offsets[0]!, offset: -1001 }], []]) {
      await producer.sendOffsetsToTransaction(none, 'g')
    }
    // The injected error is still there: nobody was asked.
    expect(await rejection(producer.sendOffsetsToTransaction(offsets, 'g'))).toMatchObject({
      abortable: true,
    })
  })

  contract.statement([120], "a group's name alone is enough; a member's place is taken as well", async () => {
    const { producer, client } = await openReady()
    await producer.metadata('in')
    await producer.beginTransaction()
    // Coordinators that move or load are waited for.
    client.testRequestErrors(ADD_OFFSETS_TO_TXN, [COORDINATOR_LOAD_IN_PROGRESS, NOT_COORDINATOR])
    await producer.sendOffsetsToTransaction(offsets, 'g')
    await producer.sendOffsetsToTransaction(
      [{ topic: 'in', partition: 1, offset: '12', leaderEpoch: 0, metadata: 'm' }],
      { groupId: 'g' },
    )
    await producer.commitTransaction()
  })

  contract.statement(
    [122],
    'reports are served while commit and abort wait, also with poll: manual',
    async () => {
      const { producer } = await openBegun({ poll: 'manual' })
      for (const end of [() => producer.commitTransaction(), () => producer.abortTransaction()]) {
        let count = 0
        for (let index = 0; index < 50; index++) producer.produce(message, () => count++)
        await end()
        expect(count).toBe(50)
        await producer.beginTransaction()
      }
    },
  )

  contract.statement(
    [],
    'a message refused for good: its number in the sequence stays used, so the next transaction fails as well',
    async () => {
      // librdkafka aborts without a new epoch, and its next message leaves a gap. That failure brings the new epoch.
      const { producer, client } = await openReady()
      client.testRequestErrors(PRODUCE_REQUEST, [MESSAGE_TOO_LARGE])
      const run = () => producer.transaction(async (transaction) => void transaction.send(message))
      const codes: string[] = []
      for (let round = 0; round < 2; round++) codes.push(((await rejection(run())) as KafkaError).code)
      expect(codes).toEqual(['MSG_SIZE_TOO_LARGE', 'OUT_OF_ORDER_SEQUENCE_NUMBER'])
      await run()
    },
  )

  contract.statement([], 'a failed message that nobody awaits still fails the transaction', async () => {
    const { producer, client } = await openReady()
    client.testRequestErrors(PRODUCE_REQUEST, [MESSAGE_TOO_LARGE])
    const error = (await rejection(
      producer.transaction(async (transaction) => {
        void transaction.send(message)
      }),
    )) as KafkaError
    expect(error).toMatchObject({ abortable: true, fatal: false, retriable: false })
    expect(error.cause).toBeInstanceOf(DeliveryError)
    expect(error.cause).toMatchObject({ code: 'MSG_SIZE_TOO_LARGE' })
    expect(error.message).toContain('run it again')
  })
}
