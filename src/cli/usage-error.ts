/** The command line is wrong; said without a stack, exit code 2. */
export class UsageError extends Error {}
