/**
 * Calls of the official package that hold a thread of libuv's pool until they are done. The pool has four
 * threads for the whole process, shared with files and DNS: five producers flushing at once would stop every
 * `fs.stat`. So only one such call runs at a time in the process; each is short, and they take turns.
 */
const queue: (() => void)[] = []
let running = false

export function runBlocking<Result>(call: (done: (result: Result) => void) => void): Promise<Result> {
  return new Promise((resolve) => {
    queue.push(() => {
      call((result) => {
        running = false
        startNext()
        resolve(result)
      })
    })
    startNext()
  })
}

function startNext(): void {
  if (running) return
  const next = queue.shift()
  if (!next) return
  running = true
  next()
}
