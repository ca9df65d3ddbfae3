// Types of process-identity.mjs for TypeScript. Written by hand: keep beside it, change with it.

export interface Identity {
  readonly pid: number
  readonly start: string
}

/** `null`: there is no such process, or it is a zombie. */
export function identify(pid: number): Identity | null
export function isAlive(identity: Identity | null | undefined): boolean
