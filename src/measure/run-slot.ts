import { watchMachine } from './machine.js'
import { latencyOf } from './percentiles.js'
import { type Driver, DriverProcess } from './processes.js'
import { type SlotAnswer, type SlotOrder, slotAnswerSchema } from './protocol.js'
import type { Audit, Rules, Slot } from './result.js'
import { round } from './statistics.js'
import type { Target } from './target.js'

export interface SlotPlan {
  readonly block: number
  readonly contender: string
  readonly settings: Readonly<Record<string, string>>
  readonly driver: Driver
  readonly order: Omit<SlotOrder, 'topic'>
  readonly rules: Rules
}

/** What the process may take beyond the times that it was given: to start, to connect, to have its last report. */
const SPARE_MS = 120_000
/** Where a slot is bounded by a number of messages nobody knows how long it takes. */
const COUNTED_LIMIT_MS = 1_800_000

/** A slot that goes wrong is void, with its reason. @throws what `signal` was aborted with */
export async function runSlot(
  { block, contender, settings, driver, order, rules }: SlotPlan,
  target: Target,
  signal: AbortSignal,
): Promise<{ slot: Slot; answer: SlotAnswer | null }> {
  const startedAt = new Date().toISOString()
  const machine = watchMachine()
  const outcome = await attempt(driver, order, target, signal).catch((error: Error) => error.message)
  signal.throwIfAborted()
  const answer = typeof outcome === 'string' ? null : outcome.answer
  const audit = typeof outcome === 'string' ? null : auditOf(outcome.answer, outcome.inLog)
  const measured = { ...machine.stop(), ...figuresOf(answer), audit }
  const verdict =
    typeof outcome === 'string' ? broken(outcome) : voidOf(measured, outcome.answer, rules, target.about)
  return {
    slot: { block, contender, settings: { ...settings }, startedAt, void: verdict, ...measured },
    answer,
  }
}

async function attempt(driver: Driver, order: Omit<SlotOrder, 'topic'>, target: Target, signal: AbortSignal) {
  const topic = await target.take()
  const before = target.about.ownTopic ? 0 : await target.endOffset(topic)
  signal.throwIfAborted()
  const child = new DriverProcess(driver, { ...order, topic } satisfies SlotOrder)
  const end = () => void child.end()
  signal.addEventListener('abort', end)
  try {
    const limitMs =
      order.measuredMs === null ? COUNTED_LIMIT_MS : order.warmUpMs + order.measuredMs + SPARE_MS
    const read = slotAnswerSchema.safeParse(JSON.parse(await child.lastLine(limitMs)))
    if (!read.success) throw new Error(`its answer is no answer: ${read.error.issues[0]?.path.join('.')}`)
    const inLog = await target.endOffset(topic).then(
      (after) => after - before,
      () => null,
    )
    return { answer: read.data, inLog }
  } finally {
    signal.removeEventListener('abort', end)
    await child.end()
    await target.leave(topic).catch(() => {})
  }
}

function auditOf({ sent, delivered, failed }: SlotAnswer, inLog: number | null): Audit {
  return { sent, delivered, failed, inLog }
}

type Measured = Pick<Slot, 'stealShare' | 'lateness'> & { audit: Audit | null }

/** The first rule that speaks against it, from the gravest down. */
function voidOf(
  { stealShare, lateness, audit }: Measured,
  { failure }: SlotAnswer,
  rules: Rules,
  { ownTopic }: Target['about'],
): Slot['void'] {
  const { sent, delivered, failed, inLog } = audit!
  if (failed > 0)
    return { rule: 'failed-reports', reason: `${failed} of ${sent} failed, the first: ${failure}` }
  // Into somebody's own topic others may write as well.
  const isWhole = inLog !== null && (ownTopic ? inLog === sent : inLog >= sent)
  if (sent !== delivered || !isWhole)
    return { rule: 'audit', reason: `sent ${sent}, reported ${delivered}, in the log ${inLog ?? 'unknown'}` }
  const lateUs = lateness?.p99Us ?? lateness?.maxUs ?? 0
  if (lateUs > rules.maxLatenessP99Us)
    return {
      rule: 'lateness',
      reason: `the generator was ${ms(lateUs)} ms late at p99, at most ${ms(rules.maxLatenessP99Us)}`,
    }
  if (stealShare > rules.maxStealShare)
    return {
      rule: 'steal',
      reason: `steal ${percent(stealShare)} %, at most ${percent(rules.maxStealShare)} %`,
    }
  return null
}

function broken(reason: string): Slot['void'] {
  return { rule: 'broken', reason }
}

const ms = (us: number) => round(us / 1000)
const percent = (share: number) => round(share * 100)

function figuresOf(answer: SlotAnswer | null) {
  const latency = (stored: SlotAnswer['intended'] | undefined) =>
    stored === null || stored === undefined ? null : latencyOf(stored)
  const perMessage = (us: number | undefined) =>
    us !== undefined && answer!.messages > 0 ? us / answer!.messages : null
  const perSecond = (value: number | undefined) => (value === undefined ? null : value / answer!.seconds)
  const { requests = null, loopDelay = null } = answer ?? {}
  return {
    seconds: answer?.seconds ?? null,
    messages: answer?.messages ?? null,
    rate: perSecond(answer?.messages),
    mbPerSecond: perSecond(answer === null ? undefined : answer.bytes / 1e6),
    intended: latency(answer?.intended),
    service: latency(answer?.service),
    lateness: latency(answer?.lateness),
    cpuUserUs: perMessage(answer?.userUs),
    cpuSystemUs: perMessage(answer?.systemUs),
    cpuUs: perMessage(answer === null ? undefined : answer.userUs + answer.systemUs),
    rssPeakMiB: answer?.rssPeakMiB ?? null,
    loopDelayP50Ms: loopDelay?.p50Ms ?? null,
    loopDelayP99Ms: loopDelay?.p99Ms ?? null,
    loopDelayMaxMs: loopDelay?.maxMs ?? null,
    requestsPerSecond: requests?.perSecond ?? null,
    messagesPerRequest: requests?.messages ?? null,
    bytesPerRequest: requests?.bytes ?? null,
    compressionRatio: requests?.compressionRatio ?? null,
    queueMs: requests?.queueMs ?? null,
    outbufMs: requests?.outbufMs ?? null,
    wireMs: requests?.wireMs ?? null,
  }
}
