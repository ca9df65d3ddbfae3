/** The ladder, from below. Each rung stands on those before it. */
export const RUNGS = [
  'configuration',
  'DNS',
  'TCP',
  'TLS',
  'SASL',
  'API versions',
  'metadata',
  'advertised listeners',
  'topic',
  'delivery',
] as const

export type RungName = (typeof RUNGS)[number]

/** What can be broken: words for programs that stay the same from version to version. docs/doctor.md says them all. */
export const CAUSES = [
  'settings',
  'embedded-brokers',
  'unknown-host',
  'dns-unreachable',
  'refused',
  'unreachable',
  'silent',
  'hung-up',
  'not-kafka',
  'tls-expected',
  'plaintext-listener',
  'certificate-expired',
  'certificate-not-yet-valid',
  'unknown-ca',
  'wrong-host-name',
  'own-certificate-unreadable',
  'client-certificate-wanted',
  'client-certificate-refused',
  'tls-failed',
  'sasl-expected',
  'sasl-not-offered',
  'mechanism-not-offered',
  'wrong-credentials',
  'login-failed',
  'controller-listener',
  'too-old',
  'no-metadata',
  'no-brokers',
  'advertised-unknown-host',
  'advertised-loopback',
  'advertised-unreachable',
  'advertised-other-listener',
  'advertised-other-cluster',
  'no-topic',
  'topic-denied',
  'write-denied',
  'invalid-topic',
  'no-leader',
  'not-enough-replicas',
  'message-too-large',
  'not-delivered',
] as const

export type Cause = (typeof CAUSES)[number]

/** One rung, as it was found. */
export interface RungFinding {
  readonly rung: RungName
  /** `skipped`: nobody asked for it, or a rung below it is broken. */
  readonly status: 'ok' | 'broken' | 'skipped'
  /** Only where it is broken. */
  readonly cause?: Cause
  /** What is so, in a sentence. */
  readonly text: string
  /** What was seen: addresses, certificates, the broker's own words. */
  readonly evidence: readonly string[]
  /** What to change, on the client or on the broker; only where it is broken. */
  readonly mend?: string
  /** Milliseconds that it took. */
  readonly tookMs: number
}

/** What the doctor says. Nothing in it is secret. */
export interface Diagnosis {
  /** No rung is broken. */
  readonly ok: boolean
  /** The first broken rung's; null where all is well. */
  readonly cause: Cause | null
  readonly rungs: readonly RungFinding[]
}

export interface DiagnoseOptions {
  /** Looked at as well: is it there, may we write, has it leaders, does what we send fit. */
  readonly topic?: string | undefined
  /** Delivers a test message to `topic`; without it nothing is written anywhere. */
  readonly produce?: boolean | undefined
  /** Milliseconds for the whole ladder, from 100 on, and as many again for the test message; 4500 unless told. */
  readonly timeoutMs?: number | undefined
  /** Told of each rung as it is climbed. */
  readonly onRung?: ((finding: RungFinding) => void) | undefined
}
