// Reads what the sanitizers wrote, one file a process, and says what of it is ours.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** Where a leak's memory was asked for: our addon, our test, or librdkafka on our behalf. */
const OURS = /lingerbus[\w-]*\.node|native-test|librdkafka|\/native\/|planted\.cc/

/** What asks for memory on behalf of its caller: it is the caller who loses it. */
const ON_BEHALF = /__interceptor_|operator new|\bstd::|\bnapi_|v8impl::/
/** Freed by napi_resolve_deferred alone, which refuses to run in a worker that is ending: 8 bytes a pending promise. */
const KNOWN = /in napi_create_promise/

/**
 * Every error, and the leaks that are ours. The others are V8's and Node's: at the end of a process V8 leaves its heap
 * as it is, and what only a page of that heap points to looks lost, some 1,500 pieces in a process that ends by
 * process.exit. A list of their functions would have to be written anew for each Node.
 */
export function readFindings(folder) {
  if (!existsSync(folder)) return { findings: [], foreignLeaks: 0 }
  const findings = []
  let foreignLeaks = 0
  for (const name of readdirSync(folder)) {
    const report = readFileSync(path.join(folder, name), 'utf8')
    if (report.includes('ERROR: LeakSanitizer')) {
      const leaks = report.split('\n\n').filter((part) => /^\s*(Direct|Indirect) leak of /.test(part))
      const ours = leaks.filter(isOurs)
      findings.push(...ours)
      foreignLeaks += leaks.length - ours.length
    } else if (report.trim() !== '') {
      findings.push(report)
    }
  }
  return { findings: findings.map(shorten), foreignLeaks }
}

function isOurs(leak) {
  const frames = leak.split('\n').filter((line) => /^ +#\d/.test(line))
  const who = frames.find((frame) => !ON_BEHALF.test(frame))
  return who !== undefined && OURS.test(who) && !frames.slice(0, 3).some((frame) => KNOWN.test(frame))
}

function shorten(finding) {
  return finding.trim().split('\n').slice(0, 25).join('\n')
}
