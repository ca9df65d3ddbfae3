import type { AddonClient } from './addon.js'

interface Entry {
  /** Weak: an idle engine that nobody refers to is collected, and its client is destroyed. */
  readonly client: WeakRef<AddonClient>
  readonly clientId: string
}

/** What is open on this thread. */
const unclosed = new Set<Entry>()

const collected = new FinalizationRegistry<Entry>((entry) => {
  unclosed.delete(entry)
  process.emitWarning(
    `a producer (client.id '${entry.clientId}') was dropped without close(); it had nothing outstanding`,
    { type: 'LingerbusWarning', code: 'UNCLOSED_PRODUCER' },
  )
})
const entries = new WeakMap<object, Entry>()

/** From now on `client` is ended with the process, and `engine` is missed when it is dropped. */
export function remember(client: AddonClient, engine: object, clientId: string): void {
  const entry = { client: new WeakRef(client), clientId }
  unclosed.add(entry)
  entries.set(engine, entry)
  collected.register(engine, entry, engine)
  if (!process.listeners('exit').includes(onExit)) process.on('exit', onExit)
}

export function forget(engine: object): void {
  const entry = entries.get(engine)
  if (entry) unclosed.delete(entry)
  collected.unregister(engine)
}

/** The clients that are open, for tests. */
export function openClients(): AddonClient[] {
  return [...unclosed].flatMap(({ client }) => client.deref() ?? [])
}

/**
 * Ends what is open while Node is still whole. Listeners that come after this one may still produce and
 * `flushSync`: then it is left to the addon's own exit handler, which runs after them all.
 */
function onExit(): void {
  if (process.listeners('exit').at(-1) !== onExit) return
  for (const client of openClients()) client.shutDown()
}
