export { explain } from './config/explain.js'
export type { ExplainedValue, Explanation, ValueSource } from './config/explanation.js'
export type { JavaNote, JavaTranslation } from './config/java/translation.js'
export { fromJavaProperties } from './config/java.js'
export type { EngineChoice, OnFatal, PollMode, ProducerOptions } from './config/options.js'
export type { PartitionerOption, StickyOptions, TopicOptions } from './config/partitioners.js'
export type { Ledger, OnDelivery } from './deliveries.js'
export { diagnose } from './diagnose.js'
export type { Cause, DiagnoseOptions, Diagnosis, RungFinding, RungName } from './doctor/diagnosis.js'
export type { EngineName, Features, Metadata, OauthFunction, OauthToken } from './engine/engine.js'
export {
  ClosedError,
  ConfigError,
  type ConfigProblem,
  DeliveryError,
  type DeliveryReport,
  KafkaError,
  MessageError,
  type PersistenceStatus,
  QueueFullError,
  UnsupportedError,
  WaitError,
} from './errors.js'
export type { HeaderRecord, Message } from './message.js'
export type { PartitionerName } from './partitioners/names.js'
export type { Choice, ChoosePartitioner, HashPartitioner } from './partitioners/plug-in.js'
export type { AuditFinding, TopicAudit } from './producer/audit.js'
export type { ConsumedOffset, ConsumerGroupMetadata } from './producer/consumed-offsets.js'
export type { LogLine, ProducerEvents, Recovered, Statistics, Throttle } from './producer/events.js'
export type { LatencyHistogram, ProducerMetrics } from './producer/metrics.js'
export type { PurgeOptions } from './producer/purge-options.js'
export type { WaitOptions } from './producer/time-limits.js'
export type { Transaction } from './producer/transaction.js'
export { Producer } from './producer.js'
export type { Rung } from './refusals.js'
