/** What was asked for cannot be done: a goal, a space, a state file. */
export class TuneInputError extends Error {
  override name = 'TuneInputError'
}

/** Nothing could be measured. */
export class TuneError extends Error {
  override name = 'TuneError'
}
