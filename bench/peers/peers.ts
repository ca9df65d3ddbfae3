// Everybody who takes part in the peers' bench: an import and a line each.
import { peer as c } from '../drivers/c/peer.ts'
import { peer as franzGo } from '../drivers/franz-go/peer.ts'
import { peer as javaPerfTest } from '../drivers/java-perf-test/peer.ts'
import { lingerbusBinding, lingerbusNative } from '../drivers/lingerbus/peer.ts'
import type { Peer } from './peer.ts'

export const PEERS: readonly Peer[] = [c, franzGo, javaPerfTest, lingerbusBinding, lingerbusNative]
