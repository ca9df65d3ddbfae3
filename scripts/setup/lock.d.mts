// Types of lock.mjs for TypeScript. Written by hand: keep beside it, change with it.

/** One at a time in a folder, among processes that may be killed at any moment. */
export function acquireLock(folder: string): Promise<{ release(): void }>
