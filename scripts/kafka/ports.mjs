import { createServer } from 'node:net'

// Below the range from which the system gives ports to outgoing connections (32768 and up on Linux): a broker that
// is down for a moment must find its port free when it comes back.
const lowest = 20_000
const highest = 32_000

/** The first of the wished-for rows of ports that is free as a whole, otherwise `count` free ones at random. */
export async function choosePorts(count, wishes = [], exceptions = []) {
  for (const wish of wishes) if ((await Promise.all(wish.map(isFree))).every(Boolean)) return wish
  const ports = new Set()
  while (ports.size < count) {
    const candidate = lowest + Math.floor(Math.random() * (highest - lowest))
    if (!exceptions.includes(candidate) && (await isFree(candidate))) ports.add(candidate)
  }
  return [...ports]
}

/** Free now; somebody may take it before we do, so whoever starts a broker must be ready to choose again. */
export function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
