// Everybody who takes part in the peers' bench: an import and a line each.
import { peer as aiokafka } from '../drivers/aiokafka/peer.ts'
import { peer as confluentKafkaPython } from '../drivers/confluent-kafka-python/peer.ts'
import { peer as kafkaPython } from '../drivers/kafka-python/peer.ts'
import { peer as pykafka } from '../drivers/pykafka/peer.ts'
import type { Peer } from './peer.ts'

export const PEERS: readonly Peer[] = [aiokafka, confluentKafkaPython, kafkaPython, pykafka]
