import type { ProducerOptions } from '../index.js'
import { EMBEDDED_PARTITIONS } from '../measure/target.js'
import { effectiveOf, readBase } from '../tune/contenders.js'
import { DEPTHS, slotSecondsFor } from '../tune/depth.js'
import type { Search } from '../tune/find-settings.js'
import { describeGoal } from '../tune/goal.js'
import { withoutMock } from './bench-contenders.js'
import type { TuneRequest } from './tune-request.js'
import { UsageError } from './usage-error.js'

/** Where the messages go, and what a run needs itself. */
const NOT_TO_VARY =
  /^(bootstrap\.servers|metadata\.broker\.list|brokers|test\.mock\..*|statistics\.interval\.ms|poll|preset)$/
/** To explain settings that name no broker. */
const ANYWHERE = { 'bootstrap.servers': 'localhost:9092' }

/**
 * The search, with settings that were checked.
 * @throws ConfigError, TuneInputError, UsageError
 */
export function planSearch(request: TuneRequest): Search {
  const { goal, vary, seed, payload, partitions, properties } = request
  const usual = DEPTHS[request.depth]
  const depth = { ...usual, slotSeconds: request.slotSeconds ?? usual.slotSeconds }
  const space = vary.length > 0 ? Object.fromEntries(vary) : depth.space
  const unfit = Object.keys(space).find((name) => NOT_TO_VARY.test(name))
  if (unfit !== undefined) throw new UsageError(`--vary ${unfit}: it must be the same for all`)
  const isEmbedded = properties['bootstrap.servers'] === undefined
  return {
    goal,
    base: readBase({ ...(isEmbedded ? ANYWHERE : {}), ...withoutMock(properties) } as ProducerOptions, space),
    space,
    depth: { ...depth, slotSeconds: slotSecondsFor(goal, depth) },
    seed,
    topic: {
      partitions: isEmbedded ? EMBEDDED_PARTITIONS : partitions,
      hasKeys: payload.keys.kind !== 'none',
    },
  }
}

/** What makes a state file this run's and no other's. No secrets, no addresses. */
export function stateHead(request: TuneRequest, { goal, base, space, depth, seed }: Search): object {
  const { kind, size, keys } = request.payload
  const isEmbedded = request.properties['bootstrap.servers'] === undefined
  const { topic, partitions, replicationFactor } = request
  return {
    lingerbusTune: 1,
    goal: describeGoal(goal),
    mode: depth,
    space,
    seed,
    payload: { kind, size, keys },
    target: { isEmbedded, ownTopic: topic === null, partitions, replicationFactor },
    settings: effectiveOf(base, base.current),
  }
}
