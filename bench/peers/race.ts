// One race: every client that can run, with one entry's settings, on one cluster. In each round everybody has a slot, in
// an order drawn anew; a slot has a topic of its own, and what lies in it in the end must be what was confirmed.

import { setTimeout as sleep } from 'node:timers/promises'
import { describeMachine } from '../../src/measure/machine.js'
import type { Driver } from '../../src/measure/processes.js'
import { seeded, shuffled } from '../../src/measure/random.js'
import type { Topics } from '../../src/measure/topics.js'
import { runDriver } from '../driver-process.ts'
import type { Figures } from '../drivers/figures.ts'
import { figuresOf, rateToFirst } from '../judge.ts'
import { describeVersions } from '../machine.ts'
import type { Slot } from '../result.ts'
import { measureSlot } from '../slot.ts'
import type { Entry, Peer } from './peer.ts'
import type { RaceResult } from './result.ts'

/** A client with its program, or the reason why it has none. */
export interface Starter {
  readonly peer: Peer
  readonly driver: Driver | string
}

export interface Plan {
  readonly entry: Entry
  readonly nodes: 1 | 3
  readonly command: string
  readonly seed: number
  readonly rounds: number
  readonly slotSeconds: number
  readonly onSlot: (slot: Slot) => void
  /** Ends the race before the next slot: it rejects then. */
  readonly signal: AbortSignal
}

/** A starter that ran, and how much it sends in a slot. */
interface Runner {
  readonly peer: Peer
  readonly driver: Driver
  readonly client: string
  readonly runtime: string
  readonly messages: number
}

const BYTES = 100
const PARTITIONS = 6
/** Messages a second for everybody where latency is asked for: a rate that the slowest can hold. */
const RATE = 2000
/** Of a slot's messages, sent before the clock starts: connections, metadata, compiled code. */
const WARM_UP_SHARE = 0.25
const FIRST_PROBE = 2000
/** Of a slot's time, what a probe must have lasted to be believed. */
const LONG_ENOUGH = 0.7
const MOST_GROWTH = 20
const MOST_PROBES = 8
/** Confirmed with `acks=1`, a message is in the log for readers when its copies are. */
const COPIES_LIMIT_MS = 10_000
const AGAIN_MS = 50

export class Race {
  readonly #plan: Plan
  readonly #topics: Topics
  readonly #servers: string

  constructor(plan: Plan, topics: Topics, servers: string) {
    this.#plan = plan
    this.#topics = topics
    this.#servers = servers
  }

  async run(starters: readonly Starter[]): Promise<RaceResult> {
    const { entry, nodes, command, seed, rounds, slotSeconds, onSlot, signal } = this.#plan
    const probes = new Map<string, Runner | string>()
    for (const starter of starters) probes.set(starter.peer.name, await this.#probe(starter))
    const runners = [...probes.values()].filter((probe) => typeof probe !== 'string')

    const slots: Slot[] = []
    const random = seeded(seed)
    for (let round = 1; round <= rounds; round++) {
      for (const runner of shuffled(runners, random)) {
        const slot = await this.#slot(runner, round)
        signal.throwIfAborted()
        slots.push(slot)
        onSlot(slot)
      }
    }

    return {
      schemaVersion: 1,
      name: `${entry}-${nodes}`,
      ...{ entry, nodes, command, date: new Date().toISOString(), seed, rounds, slotSeconds },
      ...{ bytes: BYTES, partitions: PARTITIONS, replicationFactor: nodes, rate: this.#rate ?? null },
      machine: describeMachine(),
      versions: describeVersions(),
      contenders: starters.map(({ peer }) => {
        const probe = probes.get(peer.name)!
        const ran = typeof probe === 'string' ? null : probe
        return {
          ...{
            name: peer.name,
            folder: peer.folder ?? peer.name,
            what: peer.what,
            why: peer.why,
            unequal: peer.unequal ?? null,
          },
          settings: { ...peer.settings[entry] },
          client: ran?.client ?? null,
          runtime: ran?.runtime ?? null,
          messages: ran?.messages ?? null,
          leftOut: typeof probe === 'string' ? probe : null,
          figures: figuresOf(peer.name, slots),
          rateToFirst: this.#rate ? null : rateToFirst(peer.name, starters[0]!.peer.name, slots),
        }
      }),
      slots,
    }
  }

  get #rate(): number | undefined {
    return this.#plan.entry === 'open-loop' ? RATE : undefined
  }

  /** Finds out whether it runs, and at full speed how fast, so that its slots last as long as the others'. */
  async #probe({ peer, driver }: Starter): Promise<Runner | string> {
    if (typeof driver === 'string') return driver
    const wanted = this.#plan.slotSeconds
    try {
      let messages = this.#rate ? Math.round(this.#rate * wanted) : FIRST_PROBE
      for (let tries = 1; ; tries++) {
        const { seconds, client = peer.name, runtime = '' } = await this.#drive(peer, driver, messages)
        this.#plan.signal.throwIfAborted()
        const isLong = this.#rate !== undefined || seconds >= LONG_ENOUGH * wanted || tries === MOST_PROBES
        if (isLong) return { peer, driver, client, runtime, messages }
        // What took long at first may have been a connection, a leader or code that was not compiled yet.
        messages = Math.ceil(messages * Math.min(MOST_GROWTH, wanted / seconds))
      }
    } catch (error) {
      this.#plan.signal.throwIfAborted()
      return (error as Error).message
    }
  }

  #slot({ peer, driver, messages }: Runner, round: number): Promise<Slot> {
    const about = { round, contender: peer.name, settings: { ...peer.settings[this.#plan.entry] }, messages }
    return measureSlot(about, () => this.#drive(peer, driver, messages))
  }

  /** @throws Error with the driver's reason, or because the log holds something else than was confirmed */
  async #drive(peer: Peer, driver: Driver, messages: number): Promise<Figures> {
    const warmUp = Math.ceil(messages * WARM_UP_SHARE)
    const topic = await this.#topics.make(PARTITIONS, this.#plan.nodes)
    try {
      const mode = this.#rate ? 'open-loop' : 'full-speed'
      const figures = await runDriver(
        { ...driver, args: [...driver.args, '--mode', mode] },
        {
          ...{ topic, messages, warmUp, bytes: BYTES, rate: this.#rate },
          settings: { ...peer.settings[this.#plan.entry], 'bootstrap.servers': this.#servers },
        },
      )
      const written = await this.#written(topic, warmUp + messages)
      if (written !== warmUp + messages)
        throw new Error(`${warmUp + messages} were confirmed, and ${written} are in the log`)
      return figures
    } finally {
      await this.#topics.remove(topic)
    }
  }

  /** What the log holds, as soon as it is so much; or in the end. */
  async #written(topic: string, expected: number): Promise<number> {
    const giveUpMs = performance.now() + COPIES_LIMIT_MS
    for (;;) {
      const written = await this.#topics.endOffset(topic, PARTITIONS)
      if (written >= expected || performance.now() > giveUpMs) return written
      await sleep(AGAIN_MS)
    }
  }
}
