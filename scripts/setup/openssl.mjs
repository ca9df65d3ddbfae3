import { findProgram } from './command.mjs'

export function opensslNeeds() {
  if (findProgram('openssl') !== null) return []
  const why = '`npm run kafka -- start --secure` makes its certificates with it'
  return [{ what: 'the openssl command', why, debs: ['openssl'], mac: 'brew install openssl@3' }]
}
