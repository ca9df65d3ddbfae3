import type { ResolvedConfig } from '../config/resolve.js'
import { BY_HASH, type Engine, type EngineOptions } from '../engine/engine.js'
import type { KafkaError } from '../errors.js'
import { RoundRobin } from '../partitioners/round-robin.js'
import { Scatter } from '../partitioners/scatter.js'
import { type PartitionerPlan, type PartitionerSpec, specOf } from '../partitioners/spec.js'
import { STICKY_BYTES, Sticky } from '../partitioners/sticky.js'
import { Account } from './account.js'
import { Clock } from './clock.js'
import { ByChooser, ByName, KeysToLibrdkafka, WithoutKeys } from './keyless-ways.js'
import { type Load, Loads } from './loads.js'
import { Place, type Shared } from './place.js'
import { PlacingEngine } from './placing-engine.js'
import { ByChoice, ByHashHere, ByHashInC } from './plug-in-ways.js'
import type { Way } from './way.js'

/** Where librdkafka is asked for a key's partition on behalf of one of ours. */
const UNDER_OURS = 'murmur2_random'
/** Where `linger.ms` is short, what sticks must not be. */
const LEAST_AGE_MS = 10
/** A little before librdkafka asks for itself. */
const REFRESH_SHARE = 0.9

type Open = (options: EngineOptions) => Engine

/**
 * The engine, with what chooses partitions in front of it where librdkafka cannot; otherwise the engine alone, and
 * not a line of JavaScript more a message.
 */
export function openPlaced(
  config: ResolvedConfig,
  given: { onWake: () => void; onReason: (slot: number, error: KafkaError) => void },
  open: Open,
): Engine {
  const { partitioners: plan, properties } = config
  let wake = given.onWake
  const engine = open({
    ...config,
    properties:
      plan.everywhere.kind === 'librdkafka' ? properties : { ...properties, partitioner: UNDER_OURS },
    partitionerOf: (topic) => partitionerOf(plan, topic),
    onWake: () => wake(),
  })
  if (!needsPlacing(plan, engine)) return engine

  const account = new Account(config)
  const loads = new Loads()
  let placing: PlacingEngine
  const shared: Shared = {
    engine,
    clock: new Clock(),
    account,
    deliveryTimeoutMs: Number(properties['delivery.timeout.ms'] ?? 300_000) || Number.POSITIVE_INFINITY,
    unknownTopicMs: Number(properties['topic.metadata.propagation.max.ms'] ?? 30_000),
    refreshMs: refreshMsOf(properties['topic.metadata.refresh.interval.ms']),
    onBoarded: (slot, heldMs) => placing.onBoarded(slot, heldMs),
    onGivenUp: (slot, code, heldMs, error) => placing.onGivenUp(slot, code, heldMs, error),
  }
  const findPlace = (topic: string) => {
    const way = wayOf(specOf(plan, topic), topic, { engine, config, loads, inPlan: plan.topics.has(topic) })
    return way && new Place(topic, way, shared)
  }
  placing = new PlacingEngine({
    engine,
    findPlace,
    account,
    loads,
    transactional: config.transactional,
    ...given,
  })
  wake = () => placing.wake()
  return placing
}

/** What librdkafka is told of a topic, on engines that can: undefined is the property `partitioner`. */
function partitionerOf(plan: PartitionerPlan, topic: string): string | undefined {
  const spec = specOf(plan, topic)
  if (spec.kind === 'hash') return BY_HASH
  if (!plan.topics.has(topic)) return undefined
  return spec.kind === 'librdkafka' ? spec.name : UNDER_OURS
}

function needsPlacing({ everywhere, topics }: PartitionerPlan, engine: Engine): boolean {
  const areAllLibrdkafkas = [everywhere, ...topics.values()].every(({ kind }) => kind === 'librdkafka')
  return !areAllLibrdkafkas || (topics.size > 0 && engine.produceHashed === undefined)
}

interface Around {
  readonly engine: Engine
  readonly config: ResolvedConfig
  readonly loads: Loads
  /** The topic has a partitioner of its own. */
  readonly inPlan: boolean
}

function wayOf(spec: PartitionerSpec, topic: string, around: Around): Way | null {
  const { engine, config, loads, inPlan } = around
  const knowsTopics = engine.produceHashed !== undefined
  const scattered = () => new ByChooser(engine, topic, new Scatter(Math.random))
  const sticky = () => new ByChooser(engine, topic, new Sticky(stickyOptions(config, STICKY_BYTES)))
  switch (spec.kind) {
    case 'librdkafka': {
      if (knowsTopics || !inPlan) return null
      const keyless = config.properties['sticky.partitioning.linger.ms'] === '0' ? scattered() : sticky()
      return new ByName(engine, topic, spec.name, keyless, scattered())
    }
    case 'round_robin':
      return new WithoutKeys(new ByChooser(engine, topic, new RoundRobin()))
    case 'sticky': {
      const load: Load = []
      const options = stickyOptions(config, spec.bytes)
      const keyless = spec.adaptive
        ? new ByChooser(
            engine,
            topic,
            new Sticky({ ...options, outstandingBytes: (partition) => load[partition] ?? 0 }),
            loads,
            load,
          )
        : new ByChooser(engine, topic, new Sticky(options))
      if (spec.ignoreKeys) return new WithoutKeys(keyless)
      const isUnderOurs = knowsTopics || config.partitioners.everywhere.kind !== 'librdkafka'
      return isUnderOurs
        ? new KeysToLibrdkafka(engine, topic, keyless)
        : new ByName(engine, topic, UNDER_OURS, keyless, keyless)
    }
    case 'hash':
      return knowsTopics
        ? new ByHashInC(engine, topic, spec.plugIn)
        : new ByHashHere(engine, topic, spec.plugIn, sticky())
    case 'choose':
      return new ByChoice(engine, topic, spec.plugIn)
  }
}

/** Twice `linger.ms`, as in librdkafka (`sticky.partitioning.linger.ms`). */
function stickyOptions({ properties }: ResolvedConfig, bytes: number) {
  const ageMs = Math.max(LEAST_AGE_MS, 2 * Number(properties['linger.ms'] ?? 5))
  return { bytes, ageMs, random: Math.random }
}

function refreshMsOf(property: string | undefined): number {
  const intervalMs = Number(property ?? 300_000)
  return intervalMs < 0 ? Number.POSITIVE_INFINITY : intervalMs * REFRESH_SHARE
}
