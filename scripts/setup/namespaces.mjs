import { existsSync } from 'node:fs'
import { findProgram } from './command.mjs'

/** For the example private-network: networks of its own, on Linux; elsewhere it says so itself. */
export function namespaceNeeds(platform = process.platform) {
  if (platform !== 'linux') return []
  const why = 'the example private-network builds its network with it'
  return [
    { what: 'ip', why, debs: ['iproute2'] },
    { what: 'nft', why, debs: ['nftables'] },
    { what: 'unshare', why, debs: ['util-linux'] },
  ].filter(({ what }) => findProgram(what) === null && !existsSync(`/usr/sbin/${what}`)) // not on every PATH
}
