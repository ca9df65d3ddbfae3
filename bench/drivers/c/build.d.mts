// Types of build.mjs for TypeScript. Written by hand: keep beside it, change with it.

/** The program's path; throws where it cannot be built. */
export function buildC(): string

/** The librdkafka of the official package: its file, and the folder of its header; throws where it has none. */
export function findLibrdkafka(): { library: string; include: string }
