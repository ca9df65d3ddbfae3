import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Puts other bytes of the same length into a file, at the one place where `from` stands. So a real librdkafka becomes
 * one that lacks a symbol, or one of another version, for whoever loads it.
 */
export function alterFile(file: string, from: Uint8Array | string, to: Uint8Array | string): void {
  const bytes = readFileSync(file)
  const [old, other] = [Buffer.from(from), Buffer.from(to)]
  const place = bytes.indexOf(old)
  if (place === -1 || bytes.indexOf(old, place + 1) !== -1) throw new Error(`${file}: not exactly one place`)
  if (old.length !== other.length) throw new Error('of another length')
  other.copy(bytes, place)
  writeFileSync(file, bytes)
}
