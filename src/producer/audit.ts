import type { ResolvedConfig } from '../config/resolve.js'
import type { Metadata, TopicConfig } from '../engine/engine.js'

/** One thing that was looked at. */
export interface AuditFinding {
  /** The topic's setting, or `replication factor`, `in-sync replicas`. */
  readonly check: string
  /** `problem`: messages fail or can be lost. `advice`: worth knowing. `fine`: as it should be. */
  readonly level: 'problem' | 'advice' | 'fine'
  readonly text: string
}

/** A topic beside the producer's configuration. */
export interface TopicAudit {
  readonly topic: string
  readonly partitions: number
  /** Of the partition that has the fewest. */
  readonly replicationFactor: number
  /** No `problem` among the findings. */
  readonly ok: boolean
  readonly findings: readonly AuditFinding[]
}

/** What librdkafka and Kafka agree on to be safe: one broker may be away, and one may fail. */
const SAFE_REPLICAS = 3
const SAFE_IN_SYNC = 2

/** Holds the real topic against the configuration: the broker's half of every promise. */
export function auditTopic(
  config: ResolvedConfig,
  { topics, brokers }: Metadata,
  topic: string,
  settings: TopicConfig,
): TopicAudit {
  const partitions = topics.find(({ name }) => name === topic)?.partitions ?? []
  const replicationFactor = Math.min(...partitions.map(({ replicas }) => replicas.length))
  const leastInSync = Math.min(...partitions.map(({ isrs }) => isrs.length))
  const findings = [
    judgeReplicas(replicationFactor, brokers.length),
    ...judgeInSync(config, Number(settings['min.insync.replicas']), replicationFactor, leastInSync),
    judgeSize(config, Number(settings['max.message.bytes'])),
    judgeTimestamps(settings['message.timestamp.type']),
    judgeCleanup(settings['cleanup.policy'] ?? ''),
  ]
  const ok = findings.every(({ level }) => level !== 'problem')
  return { topic, partitions: partitions.length, replicationFactor, ok, findings }
}

const find = (check: string, level: AuditFinding['level'], text: string): AuditFinding => ({
  check,
  level,
  text,
})

function judgeReplicas(factor: number, brokers: number): AuditFinding {
  const check = 'replication factor'
  if (factor >= SAFE_REPLICAS) return find(check, 'fine', `${factor} replicas of each partition`)
  const instead = brokers < SAFE_REPLICAS ? `, for which ${brokers} brokers are too few` : ''
  return factor === 1
    ? find(
        check,
        'problem',
        `1: a broker that fails takes its partitions along; have ${SAFE_REPLICAS}${instead}`,
      )
    : find(
        check,
        'advice',
        `${factor}: while one broker is away, the other must not fail; have ${SAFE_REPLICAS}${instead}`,
      )
}

function judgeInSync(config: ResolvedConfig, wanted: number, factor: number, inSync: number): AuditFinding[] {
  const check = 'min.insync.replicas'
  if (config.acks !== -1) {
    return [find(check, 'advice', `${wanted}, which counts for acks=all only; yours is acks=${config.acks}`)]
  }
  const now =
    wanted > inSync
      ? [
          find(
            'in-sync replicas',
            'problem',
            `${inSync} at the moment, ${wanted} are wanted: NOT_ENOUGH_REPLICAS until others catch up`,
          ),
        ]
      : []
  if (wanted > factor)
    return [find(check, 'problem', `${wanted} with ${factor} replicas: no message is ever accepted`), ...now]
  if (wanted < SAFE_IN_SYNC) {
    const text = `${wanted}: acks=all means the leader alone once its followers have fallen out; set ${SAFE_IN_SYNC}`
    return [find(check, factor < SAFE_IN_SYNC ? 'advice' : 'problem', text), ...now]
  }
  if (wanted === factor)
    return [
      find(check, 'advice', `${wanted} of ${factor} replicas: one broker that is away stops every producer`),
      ...now,
    ]
  return [find(check, 'fine', `${wanted} of ${factor} replicas have what is acknowledged`), ...now]
}

/** A batch is refused as a whole: librdkafka does not split it. */
function judgeSize(config: ResolvedConfig, limit: number): AuditFinding {
  const check = 'max.message.bytes'
  const batch = Math.min(config.batchSizeBytes, config.messageMaxBytes)
  const compressed = config.properties['compression.type'] ?? 'none'
  const after = compressed === 'none' ? '' : ' before compression'
  if (batch > limit) {
    const text = `${limit}, and batches of up to ${batch} bytes${after} are made: all of their messages fail (MSG_SIZE_TOO_LARGE); set batch.size and message.max.bytes to ${limit} at most`
    return find(check, compressed === 'none' ? 'problem' : 'advice', text)
  }
  if (config.messageMaxBytes > limit) {
    const text = `${limit}, and a message may have ${config.messageMaxBytes} bytes${after}: set message.max.bytes to ${limit}`
    return find(check, 'advice', text)
  }
  return find(check, 'fine', `${limit}, and batches have at most ${batch} bytes`)
}

function judgeTimestamps(type: string | undefined): AuditFinding {
  const check = 'message.timestamp.type'
  return type === 'LogAppendTime'
    ? find(check, 'advice', "LogAppendTime: the broker's time replaces the one that you give")
    : find(check, 'fine', 'CreateTime: the time that you give, or that of produce, is kept')
}

function judgeCleanup(policy: string): AuditFinding {
  const check = 'cleanup.policy'
  return policy.includes('compact')
    ? find(
        check,
        'advice',
        `${policy}: messages without a key are refused (INVALID_RECORD), and of each key the last remains; null is a tombstone`,
      )
    : find(check, 'fine', `${policy}: messages stay until their time is over`)
}
