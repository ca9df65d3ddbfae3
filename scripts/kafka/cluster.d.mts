// Types of cluster.mjs for tests in TypeScript. Written by hand: keep beside it, change with it.

export interface ClusterNode {
  id: number
  port: number
  pid: number | null
}

export interface Cluster {
  name: string
  bootstrapServers: string
  nodes: ClusterNode[]
  /** Only where it was started with `secure`. */
  secure?: SecureView
}

/** What whoever connects must know. All names and passwords are the demo's own. */
export interface SecureView {
  /** `bootstrap.servers` by listener. EXPIRED and ELSEWHERE (another host's name) show bad certificates. */
  addresses: Record<
    'PLAINTEXT' | 'SSL' | 'MTLS' | 'EXPIRED' | 'ELSEWHERE' | 'SASL_PLAINTEXT' | 'SASL_SSL',
    string
  >
  /** Paths of PEM files, but for the store; `otherCa` signed `stranger`, and no broker knows it. */
  files: Record<
    | 'ca'
    | 'otherCa'
    | 'broker'
    | 'expiredBroker'
    | 'elsewhereBroker'
    | 'clientCertificate'
    | 'clientKey'
    | 'encryptedClientKey'
    | 'clientKeystore'
    | 'strangerCertificate'
    | 'strangerKey',
    string
  >
  /** Of `encryptedClientKey` and `clientKeystore`. */
  keyPassword: string
  /** Passwords, for PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512; OAUTHBEARER takes any unsecured token. */
  users: Record<'alice' | 'bob', string>
  /** To `guarded` alice may write and bob may not, who knows that it is there; `hidden` only alice knows. */
  topics: Record<'guarded' | 'hidden', string>
  /** librdkafka's properties for each way that works, by its name. */
  ways: Record<string, Record<string, string>>
}

export interface ClusterStatus extends Cluster {
  nodes: (ClusterNode & { up: boolean })[]
  /** Every node is up. */
  running: boolean
}

export interface StartOptions {
  /** `local` unless told. */
  name?: string
  /** 1 unless told, or what the cluster of this name has already. */
  nodes?: 1 | 3
  /**
   * With listeners for TLS and SASL, certificates, users and ACLs (secure.mjs); false unless told, or what the
   * cluster of this name is already.
   */
  secure?: boolean
  /** Broker settings on top of those in properties.mjs. */
  properties?: Record<string, string>
  /** Taken for the first node if it is free; any free port otherwise. */
  preferredPort?: number
  /** The cluster is of no use once this process is gone: stopAbandonedClusters() ends and wipes it then. */
  ownerPid?: number
}

/** Starts the cluster, or what of it is down; resolves when every node serves clients. */
export function startCluster(options?: StartOptions): Promise<Cluster>
/** Keeps the data unless `wipe`, which also ends the brokers without ceremony. */
export function stopCluster(options?: { name?: string; wipe?: boolean }): Promise<{ stopped: number }>
export function stopAbandonedClusters(): Promise<void>
export function statusOf(options?: { name?: string }): ClusterStatus | null
/** SIGKILL unless told: the node is gone when this resolves. Also SIGTERM, SIGSTOP and SIGCONT. */
export function killNode(options: { name?: string; id: number; signal?: NodeJS.Signals }): Promise<void>
/** Starts a node that is down on the same port and data; resolves when it and the others that run see each other. */
export function restartNode(options: { name?: string; id: number }): Promise<Cluster>
/** For Java tools: `java -cp <classpath()> org.apache.kafka.tools.…`. */
export function classpath(): string
