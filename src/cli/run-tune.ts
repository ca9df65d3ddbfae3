import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { SlotAnswer, SlotOrder } from '../measure/protocol.js'
import type { Result } from '../measure/result.js'
import type { Target } from '../measure/target.js'
import type { Answer } from '../tune/answer.js'
import { renderAnswer, renderPlan } from '../tune/answer-text.js'
import { TuneError, TuneInputError } from '../tune/errors.js'
import { nameOf } from '../tune/figures.js'
import { findSettings, planWithoutBrokers, type Search } from '../tune/find-settings.js'
import { Journal } from '../tune/journal.js'
import { resultOf } from '../tune/result-file.js'
import { slotsOn } from '../tune/slots.js'
import { CHILD } from './bench-contenders.js'
import { BenchProgress } from './bench-progress.js'
import { preparePayload } from './bench-records.js'
import { openOutput, openTarget } from './bench-target.js'
import { Interrupt } from './interrupt.js'
import { planSearch, stateHead } from './tune-plan.js'
import type { TuneRequest } from './tune-request.js'
import { UsageError } from './usage-error.js'

const EXIT = { failed: 1, tooNoisy: 3, better: 4 } as const

/** Measures, answers; sets the exit code. */
export async function runTune(request: TuneRequest): Promise<void> {
  try {
    const search = planSearch(request)
    if (request.isDryRun)
      process.stdout.write(`${renderPlan(planWithoutBrokers(search, usualBytes(request)))}\n`)
    else await new TuneRun(request, search).run()
  } catch (error) {
    if (error instanceof TuneInputError) throw new UsageError(error.message)
    if (!(error instanceof TuneError)) throw error
    process.stderr.write(`lingerbus: ${error.message}\n`)
    process.exitCode = EXIT.failed
  }
}

const USUAL_BYTES = 200

/** Of the records of a file or a topic nothing is known before they are read. */
function usualBytes({ payload: { size } }: TuneRequest): number {
  return size === null ? USUAL_BYTES : (size.min + size.max) / 2
}

/** One run, from the brokers' first answer to the last topic removed. */
class TuneRun {
  readonly #request: TuneRequest
  readonly #search: Search
  readonly #progress: BenchProgress
  readonly #startedAt = new Date()
  #answer: SlotAnswer | null = null
  #total = 0

  constructor(request: TuneRequest, search: Search) {
    this.#request = request
    this.#search = search
    this.#progress = new BenchProgress(request.quiet, search.depth.warmUpSeconds + search.depth.slotSeconds)
  }

  async run(): Promise<void> {
    const interrupt = new Interrupt(
      () => this.#progress.say('interrupted: putting everything away'),
      () => this.#progress.say('interrupted again: a topic called lingerbus-bench-… may be left'),
    )
    const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-tune-'))
    const state = this.#request.state ?? `${folder}.jsonl`
    let target: Target | null = null
    let isAnswered = false
    try {
      // Everything that can be wrong without a broker is said before one is asked.
      const journal = this.#openJournal(state)
      const output = this.#request.output === null ? null : openOutput(this.#request.output)
      const payload = await preparePayload(this.#request, folder)
      interrupt.signal.throwIfAborted()
      target = await openTarget(this.#request)
      const answer = await this.#measure(journal, target, payload, interrupt.signal)
      if (output !== null) writeFileSync(output, this.#result(journal, target, payload))
      process.stdout.write(
        this.#request.asJson ? `${JSON.stringify(answer, null, 1)}\n` : renderAnswer(answer),
      )
      process.exitCode = this.#exitCode(answer)
      isAnswered = true
    } catch (error) {
      if (!interrupt.happened) throw error
      this.#progress.say(`to go on: the same command with --resume ${state}`)
    } finally {
      const left = (await target?.close()) ?? []
      if (left.length > 0) this.#progress.say(`could not be removed: ${left.join(', ')}`)
      rmSync(folder, { recursive: true, force: true })
      if (isAnswered && this.#request.state === null) rmSync(state, { force: true })
      interrupt.dispose()
      if (interrupt.happened) process.exitCode = interrupt.exitCode
    }
  }

  #openJournal(file: string): Journal {
    const head = stateHead(this.#request, this.#search)
    const journal = this.#request.isResumed ? Journal.resume(file, head) : Journal.start(file, head)
    if (journal.kept > 0) this.#progress.say(`${journal.kept} slots are kept from before`)
    return journal
  }

  #measure(
    journal: Journal,
    target: Target,
    payload: SlotOrder['payload'],
    signal: AbortSignal,
  ): Promise<Answer> {
    const { base, depth, seed, topic } = this.#search
    const slots = slotsOn({
      base,
      driver: CHILD,
      target,
      payload,
      seconds: depth.slotSeconds,
      warmUpSeconds: depth.warmUpSeconds,
      seed,
      signal,
      onAnswer: (answer) => {
        this.#answer = answer
      },
    })
    const measure = journal.wrap(async (request) => {
      const number = journal.measured.length + 1
      const total = Math.max(number, this.#total)
      this.#progress.onSlotStart(nameOf(request.settings), number, total)
      const slot = await slots(request)
      this.#progress.onSlot(slot, number, total)
      return slot
    })
    const search = { ...this.#search, topic: { ...topic, partitions: target.about.partitions } }
    return findSettings(search, measure, (planned) => {
      this.#total = planned.estimate.slots
      for (const line of renderPlan(planned).split('\n')) this.#progress.say(line)
    })
  }

  #result(journal: Journal, target: Target, { kind, size, keys }: SlotOrder['payload']): string {
    const result = resultOf(this.#search, journal, {
      command: `lingerbus tune --goal '${this.#request.goalText}' --mode ${this.#request.depth} --seed ${this.#search.seed}`,
      startedAt: this.#startedAt,
      target: target.about,
      payload: {
        kind,
        size,
        keys,
        records: this.#answer?.records ?? 1,
        meanBytes: this.#answer?.meanBytes ?? 0,
      } as Result['payload'],
      versions: this.#answer?.versions ?? {},
    })
    return `${JSON.stringify(result, null, 1)}\n`
  }

  #exitCode({ verdict, goalReached }: Answer): number {
    if (verdict === 'too-noisy') return EXIT.tooNoisy
    if (goalReached === false) return EXIT.failed
    return verdict === 'better' && this.#request.tellsBetter ? EXIT.better : 0
  }
}
