import { KafkaError } from '../../errors.js'
import { TOPIC_AUTHORIZATION_FAILED } from '../../named-codes.js'
import { auditTopic } from '../../producer/audit.js'
import { Fault, type Found } from '../fault.js'
import { known, type State } from '../state.js'
import { NoAnswer } from '../wire/connection.js'
import {
  type ConfigsAnswer,
  MAY_WRITE,
  type MetadataAnswer,
  type TopicAnswer,
  topicConfigs,
} from '../wire/requests.js'

const INVALID = 17
const LEADER_NOT_AVAILABLE = 5

/** Is it there, may we write, has it leaders, and does what this configuration sends fit. */
export async function checkTopic(state: State): Promise<Found> {
  const name = known(state.topic)
  const answer = known(state.metadata)
  const topic = answer.topics.find((each) => each.name === name)
  const said = 'clusterId' in answer ? (topic as TopicAnswer | undefined) : undefined
  checkThere(state, name, said?.errorCode ?? 0, topic?.partitions.length ?? 0)
  checkWrite(state, name, said)
  const partitions = topic!.partitions
  const without = partitions.filter(({ leader }) => leader < 0)
  if (without.length > 0) {
    throw new Fault(
      'no-leader',
      `${without.length} of ${partitions.length} partitions of '${name}' have no leader: their messages wait`,
      'start the brokers that have its replicas',
      without
        .slice(0, 5)
        .map(({ id, replicas }) => `partition ${id}: replicas on brokers ${replicas.join(', ')}`),
    )
  }
  const text = `'${name}', ${partitions.length} partitions, each with a leader`
  if (!('clusterId' in answer)) return { text }
  return { text, evidence: await checkFit(state, name, answer) }
}

function checkThere(state: State, name: string, errorCode: number, partitionCount: number): void {
  const code = errorCode === 0 ? 'UNKNOWN_TOPIC_OR_PART' : new KafkaError(errorCode).code
  if (errorCode === TOPIC_AUTHORIZATION_FAILED) {
    throw new Fault(
      'topic-denied',
      `this user may not see the topic '${name}', if there is one`,
      `allow it: kafka-acls --bootstrap-server ${at(state)} --add --allow-principal User:… --operation Write --topic ${name}`,
      [`Metadata: ${code}`],
    )
  }
  if (errorCode === INVALID) {
    const mend = 'a name has 1 to 249 letters, digits, dots, underscores and dashes'
    throw new Fault('invalid-topic', `'${name}' cannot be the name of a topic`, mend, [`Metadata: ${code}`])
  }
  if (partitionCount > 0 || errorCode === LEADER_NOT_AVAILABLE) return
  const creates = state.config?.properties['allow.auto.create.topics'] !== 'false'
  throw new Fault(
    'no-topic',
    `there is no topic '${name}'`,
    `create it: kafka-topics --bootstrap-server ${at(state)} --create --topic ${name}${creates ? ' (the first message does, where the broker has auto.create.topics.enable)' : ''}`,
    [`Metadata: ${code}`],
  )
}

function checkWrite(state: State, name: string, topic: TopicAnswer | undefined): void {
  const operations = topic?.operations ?? null
  if (operations === null || (operations & MAY_WRITE) !== 0) return
  throw new Fault(
    'write-denied',
    `this user may see the topic '${name}', but not write to it`,
    `allow it: kafka-acls --bootstrap-server ${at(state)} --add --allow-principal User:… --operation Write --topic ${name}`,
    [`Metadata: authorised operations 0x${(operations >>> 0).toString(16)}, without Write`],
  )
}

function at(state: State): string {
  const { host, port } = known(state.endpoint)
  return `${host}:${port}`
}

/** The producer's own audit: what fails every message is broken, the rest is told. */
async function checkFit(state: State, name: string, answer: MetadataAnswer): Promise<string[]> {
  const answered = await askConfigs(state, name)
  if (answered.errorCode !== 0) {
    return [
      `its settings are not shown to us (${new KafkaError(answered.errorCode).code}): sizes are not compared`,
    ]
  }
  const { findings } = auditTopic(known(state.config), answer, name, answered.configs)
  const problem = (check: string) => findings.find((each) => each.check === check && each.level === 'problem')
  const inSync = problem('in-sync replicas')
  if (inSync) {
    throw new Fault(
      'not-enough-replicas',
      `too few replicas of '${name}' are in sync for acks=all: its messages wait and fail`,
      "start the brokers that are away, or lower the topic's min.insync.replicas",
      findings
        .filter(({ check }) => check === 'in-sync replicas' || check === 'min.insync.replicas')
        .map(({ check, text }) => `${check}: ${text}`),
    )
  }
  const size = problem('max.message.bytes')
  if (size) {
    throw new Fault(
      'message-too-large',
      `what this configuration sends does not fit into '${name}'`,
      "lower batch.size and message.max.bytes, or raise the topic's max.message.bytes",
      [`max.message.bytes: ${size.text}`],
    )
  }
  return findings.filter(({ level }) => level !== 'fine').map(({ check, text }) => `${check}: ${text}`)
}

async function askConfigs(state: State, name: string): Promise<ConfigsAnswer> {
  try {
    return await known(state.opened).connection.ask(topicConfigs(name), state.patience())
  } catch (error) {
    if (error instanceof NoAnswer) return { errorCode: -1, configs: {} }
    throw error
  }
}
