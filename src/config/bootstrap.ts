import type { ConfigProblem } from '../errors.js'
import { problem } from './problem.js'
import { HIDDEN, showValue } from './secrets.js'

const EXPECTED = 'host, host:port or [ipv6]:port'
const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']

/**
 * The problems of a `bootstrap.servers` list, one for each bad entry; librdkafka itself takes anything and then
 * tries for ever. `as`: the property as the user wrote it.
 */
export function checkServers(list: string, as: string): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  // user:password@host, where the password may have a comma: then no entry is shown.
  const mayBeSecret = list.includes('@')
  for (const [index, entry] of list.split(',').entries()) {
    const wrong = findFault(entry.trim())
    const shown = mayBeSecret ? HIDDEN : showValue(entry)
    if (wrong) {
      const text = `${as}: entry ${index + 1}, ${shown}: ${wrong}`
      problems.push(problem('servers', as, text, { expected: EXPECTED, got: shown }))
    }
  }
  return problems
}

/** The list without the blanks that people write after a comma. */
export function normaliseServers(list: string): string {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .join(',')
}

function findFault(entry: string): string | undefined {
  if (entry === '') return `empty, expected ${EXPECTED}`
  if (/\s/.test(entry)) return `expected ${EXPECTED}, without blanks; entries are separated by commas`
  const [, protocol, address = ''] = /^(?:([^:/]*):\/\/)?(.*)$/.exec(entry) ?? []
  if (protocol !== undefined && !PROTOCOLS.includes(protocol.toUpperCase())) {
    return `expected ${EXPECTED}, perhaps after one of ${PROTOCOLS.map((each) => `${each}://`).join(', ')}`
  }
  if (entry.includes('@')) return `expected ${EXPECTED}; credentials belong in sasl.username, sasl.password`
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(address) ?? []
  if (host === undefined || port?.includes(':')) {
    return `expected ${EXPECTED}; an IPv6 address stands in brackets, as in [::1]:9092`
  }
  const known = host.startsWith('[') ? /^\[[\da-fA-F:.]*:[\da-fA-F:.]*(%\w+)?\]$/ : /^[^/?#[\]\\"'<>]+$/
  if (!known.test(host)) return `expected ${EXPECTED}`
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535)) {
    return 'expected a port from 1 to 65535'
  }
  return undefined
}
