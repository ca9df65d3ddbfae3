/** The command line is wrong; said without a stack, exit code 2. */
export class UsageError extends Error {
  // By its name and not by `instanceof`: a command that is loaded when it is asked for brings a copy of this class.
  override name = 'UsageError'

  static is(error: unknown): error is UsageError {
    return error instanceof Error && error.name === 'UsageError'
  }
}
