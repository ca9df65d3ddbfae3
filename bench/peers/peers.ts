// Everybody who is measured: an import and a line each. The first is what the others' rates are divided by.
import { peer as aiokafka } from '../drivers/aiokafka/peer.ts'
import { peer as c } from '../drivers/c/peer.ts'
import { peer as confluentCallback } from '../drivers/confluent-callback/peer.ts'
import { peer as confluentKafkaPython } from '../drivers/confluent-kafka-python/peer.ts'
import { peer as confluentPromise } from '../drivers/confluent-promise/peer.ts'
import { peer as franzGo } from '../drivers/franz-go/peer.ts'
import { peer as javaPerfTest } from '../drivers/java-perf-test/peer.ts'
import { peer as kafkaCrabJs } from '../drivers/kafka-crab-js/peer.ts'
import { peer as kafkaPython } from '../drivers/kafka-python/peer.ts'
import { peer as kafkajs } from '../drivers/kafkajs/peer.ts'
import { lingerbusBinding, lingerbusNative } from '../drivers/lingerbus/peer.ts'
import { peer as platformatic } from '../drivers/platformatic/peer.ts'
import { peer as pykafka } from '../drivers/pykafka/peer.ts'
import type { Peer } from './peer.ts'

export const PEERS: readonly Peer[] = [
  c,
  lingerbusNative,
  lingerbusBinding,
  confluentCallback,
  confluentPromise,
  platformatic,
  kafkajs,
  kafkaCrabJs,
  confluentKafkaPython,
  kafkaPython,
  aiokafka,
  pykafka,
  javaPerfTest,
  franzGo,
]
