import type { DiagnoseOptions, Diagnosis, RungFinding, RungName } from './diagnosis.js'
import { Fault, type Found } from './fault.js'
import { checkApiVersions } from './rungs/api-versions.js'
import { checkConfiguration } from './rungs/configuration.js'
import { checkDelivery } from './rungs/delivery.js'
import { checkDns } from './rungs/dns.js'
import { checkListeners } from './rungs/listeners.js'
import { checkMetadata } from './rungs/metadata.js'
import { checkSasl } from './rungs/sasl.js'
import { checkTcp } from './rungs/tcp.js'
import { checkTls } from './rungs/tls.js'
import { checkTopic } from './rungs/topic.js'
import { patienceFor, type State } from './state.js'

interface Rung {
  readonly name: RungName
  readonly climb: (state: State) => Promise<Found>
  /** Why it is left out; undefined: it is not. */
  readonly leftOut?: (state: State) => string | undefined
}

const LADDER: readonly Rung[] = [
  { name: 'configuration', climb: checkConfiguration },
  { name: 'DNS', climb: checkDns },
  { name: 'TCP', climb: checkTcp },
  { name: 'TLS', climb: checkTls },
  { name: 'SASL', climb: checkSasl },
  { name: 'API versions', climb: checkApiVersions },
  { name: 'metadata', climb: checkMetadata },
  { name: 'advertised listeners', climb: checkListeners },
  { name: 'topic', climb: checkTopic, leftOut: ({ topic }) => (topic ? undefined : 'no topic was named') },
  {
    name: 'delivery',
    climb: checkDelivery,
    leftOut: ({ produce, config }) => {
      if (!produce) return 'nobody asked for a test message'
      return config?.transactional ? 'with transactional.id a message needs a transaction' : undefined
    },
  },
]

const USUAL_MS = 4500

/** Where configuration and producers come from; src/diagnose.ts hands them in, so that they are loaded once. */
export type Given = Pick<State, 'resolve' | 'open'>

/** Rung by rung, up to the first that is broken. Closes what it opened. */
export async function climb(given: Given, options: DiagnoseOptions): Promise<Diagnosis> {
  const timeoutMs = options.timeoutMs ?? USUAL_MS
  const state: State = {
    ...given,
    timeoutMs,
    topic: options.topic,
    produce: options.produce ?? false,
    unreached: new Map(),
    toClose: new Set(),
    patience: patienceFor(timeoutMs),
  }
  const rungs: RungFinding[] = []
  try {
    for (const rung of LADDER) {
      const finding = rungs.some(({ status }) => status === 'broken')
        ? skipped(rung.name, 'a rung below is broken')
        : await climbOne(rung, state)
      rungs.push(finding)
      options.onRung?.(finding)
    }
  } finally {
    for (const each of state.toClose) await each.close()
  }
  const cause = rungs.find(({ status }) => status === 'broken')?.cause ?? null
  return { ok: cause === null, cause, rungs }
}

async function climbOne({ name, climb, leftOut }: Rung, state: State): Promise<RungFinding> {
  const why = leftOut?.(state)
  if (why !== undefined) return skipped(name, why)
  const began = performance.now()
  const tookMs = () => Math.round(performance.now() - began)
  try {
    const { text, evidence = [] } = await climb(state)
    return { rung: name, status: 'ok', text, evidence, tookMs: tookMs() }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const { cause, message, evidence, mend } = error
    return { rung: name, status: 'broken', cause, text: message, evidence, mend, tookMs: tookMs() }
  }
}

function skipped(rung: RungName, text: string): RungFinding {
  return { rung, status: 'skipped', text, evidence: [], tookMs: 0 }
}
