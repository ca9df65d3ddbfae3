import { expect, inject, test } from 'vitest'
import { interruptTune, isClean, momentsOf } from '../support/tune/interrupted.js'

// `npm run check:tune-interrupts` does the same at fifty moments, and keeps what it saw.
test.each(momentsOf(1, 3))(
  'lingerbus tune, $signal after $afterMs ms: no topic, no process, no file is left',
  { timeout: 120_000 },
  async (moment) => {
    const seen = await interruptTune(inject('bootstrapServers'), moment)
    expect(seen).toMatchObject({ ...moment, topics: [], processes: [], files: [] })
    expect(seen).toSatisfy(isClean)
    // Whatever it could not measure, it began.
    expect(seen.endedBefore ? seen.said : 'lingerbus: ').toContain('lingerbus: ')
  },
)
