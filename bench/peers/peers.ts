// Everybody who is measured; the first is what the others' rates are divided by.
import type { Peer } from './peer.ts'

export const PEERS: readonly Peer[] = []
