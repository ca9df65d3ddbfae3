// Types of chromium.mjs for TypeScript. Written by hand: keep beside it, change with it.

/** The browser's program, null when there is none. */
export function findChromium(): string | null
