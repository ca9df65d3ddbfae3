// Makes two producers with a copy of the package, and says which engine runs, or why none does.
import { pathToFileURL } from 'node:url'

const [, , library, engine] = process.argv
const { Producer } = await import(pathToFileURL(library!).href)
const options = { 'bootstrap.servers': '127.0.0.1:1', engine }
try {
  const producers = [new Producer(options), new Producer(options)]
  console.log(producers.map((producer) => producer.engine).join(' '))
  for (const producer of producers) await producer.close({ timeoutMs: 0 })
} catch (error) {
  console.log(`${(error as Error).name} ${(error as { code: string }).code} ${(error as Error).message}`)
}
