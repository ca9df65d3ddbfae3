// One at a time in a folder, among processes that may be killed at any moment.
//
// The lock is a row of numbered files; the highest number says who holds it. Taking over from the dead is
// creating the next number, which only one can do, and not deleting a file, which has this hole:
//   A and B read that the holder is dead → A deletes the file and makes its own → B deletes A's file, makes its own.
// Lower numbers are removed by the holder of a higher one. Whoever creates a number that was removed a moment ago
// sees the higher one when it looks again, and steps back.
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { identify, isAlive } from './process-identity.mjs'

/**
 * Waits for the lock. `onWait(pid)` is called once if somebody living holds it; `onAbandoned(worker)` for the
 * recorded worker of each holder that died with the lock in hand, before anything else is done.
 */
export async function acquireLock(folder, { onWait, onAbandoned, pollMs = 100 } = {}) {
  mkdirSync(folder, { recursive: true })
  for (let waited = false; ; ) {
    const highest = Math.max(0, ...numbersIn(folder))
    const holder = highest === 0 ? null : readRecord(folder, highest)
    if (holder !== null && !holder.released && isAlive(holder.owner)) {
      if (!waited) onWait?.(holder.owner.pid)
      waited = true
      await sleep(pollMs)
      continue
    }
    const mine = highest + 1
    if (!create(folder, mine)) continue
    if (Math.max(...numbersIn(folder)) > mine) {
      rmSync(fileOf(folder, mine), { force: true })
      continue
    }
    await clearLower(folder, mine, onAbandoned)
    return {
      /** Notes the process that works for us, for whoever comes after us should we die. */
      recordWorker: (worker) => replace(folder, mine, { worker }),
      release: () => replace(folder, mine, { released: true }),
    }
  }
}

async function clearLower(folder, mine, onAbandoned) {
  for (const number of numbersIn(folder).filter((candidate) => candidate < mine)) {
    const { released, worker } = readRecord(folder, number) ?? {}
    if (!released && worker) await onAbandoned?.(worker)
    rmSync(fileOf(folder, number), { force: true })
  }
}

function create(folder, number) {
  const draft = writeDraft(folder, {})
  try {
    linkSync(draft, fileOf(folder, number)) // appears with its content, or not at all
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function replace(folder, number, content) {
  renameSync(writeDraft(folder, content), fileOf(folder, number))
}

let drafts = 0
function writeDraft(folder, content) {
  const draft = path.join(folder, `draft-${process.pid}-${++drafts}`)
  writeFileSync(draft, JSON.stringify({ owner: identify(process.pid), ...content }))
  return draft
}

function readRecord(folder, number) {
  try {
    return JSON.parse(readFileSync(fileOf(folder, number), 'utf8'))
  } catch {
    return null
  }
}

const fileOf = (folder, number) => path.join(folder, `lock-${number}`)

function numbersIn(folder) {
  return readdirSync(folder).flatMap((name) => {
    const number = /^lock-(\d+)$/.exec(name)
    return number === null ? [] : [Number(number[1])]
  })
}
