import { findProgram } from './command.mjs'

/** For scripts/check-native.mjs. There is none for the Macs of today. */
export function valgrindNeeds(platform = process.platform) {
  if (platform !== 'linux' || findProgram('valgrind') !== null) return []
  return [{ what: 'valgrind', why: "to check the engine 'native'", debs: ['valgrind'] }]
}
