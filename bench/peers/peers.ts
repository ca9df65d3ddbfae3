// Everybody who takes part in the peers' bench: an import and a line each.
import { peer as confluentCallback } from '../drivers/confluent-callback/peer.ts'
import { peer as confluentPromise } from '../drivers/confluent-promise/peer.ts'
import { peer as kafkaCrabJs } from '../drivers/kafka-crab-js/peer.ts'
import { peer as kafkajs } from '../drivers/kafkajs/peer.ts'
import { peer as platformatic } from '../drivers/platformatic/peer.ts'
import type { Peer } from './peer.ts'

export const PEERS: readonly Peer[] = [
  confluentCallback,
  confluentPromise,
  kafkaCrabJs,
  kafkajs,
  platformatic,
]
