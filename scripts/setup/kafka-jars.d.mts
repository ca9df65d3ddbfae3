// Types of kafka-jars.mjs for TypeScript. Written by hand: keep beside it, change with it.

/** For the name of a folder that belongs to this text of the file. */
export function digestOf(file: string): string

/** Brings the jars that a pom.xml lists; `target` gets its name when it is complete. @throws where Maven fails */
export function copyJars(
  site: {
    root: string
    doing: (line: string) => void
    lock: { recordWorker: (worker: object | null) => void }
  },
  pomFile: string,
  target: string,
): Promise<void>
