/** Builds dist/ with tsup when a source is newer than it. */
export function buildIfStale(): void
