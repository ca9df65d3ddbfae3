/** The smallest value of each kind that still is one, in bytes. */
export const LEAST_BYTES = { json: 80, 'log-lines': 64, random: 0 } as const
