import type { KeyedName } from '../partitioners/names.js'
import { formatVerdict } from './print-verdict.js'
import { readSample } from './topic-sample.js'
import { judge } from './verdict.js'

export interface CheckPlan {
  readonly properties: Readonly<Record<string, string>>
  readonly topic: string
  readonly sample: number
  readonly partitioner: KeyedName
  readonly json: boolean
}

const SAFE_SHARE = 0.01

/** `lingerbus partition --check`: exit code 0 when the partitioner that is asked for is the writers', else 1. */
export async function checkPartitions(plan: CheckPlan): Promise<void> {
  const verdict = judge(await readSample(plan.properties, plan.topic, plan.sample), plan.partitioner)
  process.stdout.write(plan.json ? `${JSON.stringify(verdict)}\n` : formatVerdict(verdict))
  const { finding, writtenWith, wouldMove, secondOpinionDiffers, keyed, partitionCount } = verdict
  const isTheWriters = finding === 'grown' && writtenWith === plan.partitioner
  const isSafe =
    partitionCount === 1 || keyed === 0 || isTheWriters || (finding === 'named' && wouldMove! <= SAFE_SHARE)
  if (!isSafe || secondOpinionDiffers > 0) process.exitCode = 1
}
