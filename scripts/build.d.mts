/** Builds dist/ with tsup when a source is newer than it. */
export function buildIfStale(): Promise<void>

/** Puts the compiled addon where the tarball takes it from. */
export function stagePrebuild(): void
