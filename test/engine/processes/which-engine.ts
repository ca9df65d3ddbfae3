// Makes two producers with the package in a folder, and says which engine runs, or why none does.
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [, , folder, engine] = process.argv
const { Producer } = await import(pathToFileURL(path.join(folder!, 'src/index.ts')).href)
const options = { 'bootstrap.servers': '127.0.0.1:1', engine }
try {
  const producers = [new Producer(options), new Producer(options)]
  console.log(producers.map((producer) => producer.engine).join(' '))
  for (const producer of producers) await producer.close({ timeoutMs: 0 })
} catch (error) {
  console.log(`${(error as Error).name} ${(error as { code: string }).code} ${(error as Error).message}`)
}
