// Imported first by a test file: from here on the official package is the one with librdkafka linked statically.
import Module from 'node:module'
import path from 'node:path'
import { officialIn } from './link-forms.js'
import { OFFICIAL } from './project.js'

/** What `require` and `require.resolve` ask; Node keeps it for those who must change where packages are. */
const resolver = Module as unknown as { _resolveFilename(request: string, ...rest: unknown[]): string }
const resolve = resolver._resolveFilename
resolver._resolveFilename = (request, ...rest) => {
  const isOfficial = request === OFFICIAL || request.startsWith(`${OFFICIAL}/`)
  const place = isOfficial ? path.join(officialIn('static'), request.slice(OFFICIAL.length)) : request
  return resolve.call(Module, place, ...rest)
}
