import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Result } from '../measure/result.js'
import { type BenchPlan, RULES, runBench } from '../measure/run-bench.js'
import { summarise } from '../measure/summary.js'
import type { Target } from '../measure/target.js'
import { renderPerfTest } from '../report/perf-test.js'
import { renderTable } from '../report/table.js'
import { commandOf, contendersOf } from './bench-contenders.js'
import type { BenchRequest } from './bench-plan.js'
import { BenchProgress } from './bench-progress.js'
import { preparePayload } from './bench-records.js'
import { openOutput, openTarget } from './bench-target.js'
import { Interrupt } from './interrupt.js'

const FORMS: Record<BenchRequest['format'], (result: Result) => string> = {
  table: renderTable,
  'perf-test': renderPerfTest,
  json: (result) => `${JSON.stringify(result, null, 1)}\n`,
}

/** Measures, writes the result, prints it; sets the exit code. */
export async function runBenchCommand(request: BenchRequest): Promise<void> {
  // Everything that can be wrong without a broker is said before anything is started.
  const { librdkafkaVersion } = await import('./installation.js')
  const contenders = contendersOf(request, librdkafkaVersion())
  const output = request.output === null ? null : openOutput(request.output)
  const { slotSeconds, warmUpSeconds, blocks, quiet } = request
  const progress = new BenchProgress(quiet, slotSeconds === null ? null : slotSeconds + warmUpSeconds)
  const interrupt = new Interrupt(
    () => progress.say('interrupted: putting everything away'),
    () => progress.say('interrupted again: a topic called lingerbus-bench-… may be left'),
  )
  const folder = mkdtempSync(path.join(tmpdir(), 'lingerbus-bench-'))
  let target: Target | null = null
  try {
    const payload = await preparePayload(request, folder)
    target = await openTarget(request)
    progress.plan(contenders.length * blocks)
    const plan: BenchPlan = { ...request, ...about(request), contenders, payload, rules: RULES }
    const result = await runBench(plan, target, {
      signal: interrupt.signal,
      onSlotStart: (...slot) => progress.onSlotStart(...slot),
      onSlot: (...slot) => progress.onSlot(...slot),
    })
    if (output !== null) writeFileSync(output, FORMS.json(result))
    if (result.slots.length > 0) process.stdout.write(FORMS[request.format](result))
    process.exitCode = summarise(result).every(({ counted }) => counted > 0) ? 0 : 1
  } finally {
    const left = (await target?.close()) ?? []
    if (left.length > 0) progress.say(`could not be removed: ${left.join(', ')}`)
    rmSync(folder, { recursive: true, force: true })
    interrupt.dispose()
    if (interrupt.happened) process.exitCode = interrupt.exitCode
  }
}

function about(request: BenchRequest): Pick<BenchPlan, 'kind' | 'title' | 'command'> {
  const varied = request.vary.map(([name, values]) => `${name} {${values.join(', ')}}`)
  const title = request.isAA ? 'The same settings against themselves' : varied.join(' × ') || 'One setting'
  return { kind: request.isAA ? 'aa' : 'bench', title, command: commandOf(request) }
}
