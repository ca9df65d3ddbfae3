import { expect } from 'vitest'
import { type Cause, type Diagnosis, diagnose, type RungFinding, type RungName } from '../../src/index.js'

type Asked = Parameters<typeof diagnose>

/** The rungs below hold, this one is broken for this cause, and nothing above it was tried. */
export async function expectFault(
  [rung, cause]: [RungName, Cause],
  options: Asked[0],
  more: Asked[1] = {},
): Promise<RungFinding & { mend: string; whole: string }> {
  const began = performance.now()
  // A machine that is busy with brokers must not make a listener seem silent.
  const diagnosis = await diagnose(options, { timeoutMs: 20_000, ...more })
  const broken = brokenOf(diagnosis)
  expect({ rung: broken?.rung, cause: broken?.cause, of: diagnosis.cause, ok: diagnosis.ok }).toEqual({
    rung,
    cause,
    of: cause,
    ok: false,
  })
  const at = diagnosis.rungs.indexOf(broken!)
  expect(diagnosis.rungs.slice(0, at).filter(({ status }) => status === 'broken')).toEqual([])
  expect(diagnosis.rungs.slice(at + 1).filter(({ status }) => status !== 'skipped')).toEqual([])
  expect(broken!.mend).toBeTruthy()
  // Promised are five seconds where nothing else is said; the machine that tests may be slow.
  if (!more.produce) expect(performance.now() - began).toBeLessThan(15_000)
  const whole = JSON.stringify(diagnosis)
  for (const secret of SECRETS) expect(whole).not.toContain(secret)
  return { ...broken!, mend: broken!.mend!, whole }
}

/** Whatever passwords the tests of the doctor use are among these. */
export const WRONG_PASSWORD = 'not-the-password'
const SECRETS = [WRONG_PASSWORD, 'alice-password', 'bob-password', 'key-password']

export function brokenOf({ rungs }: Diagnosis): RungFinding | undefined {
  return rungs.find(({ status }) => status === 'broken')
}

export function findingOf({ rungs }: Diagnosis, name: RungName): RungFinding {
  return rungs.find(({ rung }) => rung === name)!
}
