// Types of build.mjs for TypeScript. Written by hand: keep beside it, change with it.

/** The program's path; throws where it cannot be built. */
export function buildC(): string
