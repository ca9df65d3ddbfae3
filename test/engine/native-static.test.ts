import '../support/static-form.js'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadNative } from '../../src/engine/load-native.js'
import { LIBRDKAFKA, officialIn } from '../support/link-forms.js'
import { runContract } from './contract/run.js'

describe.runIf(process.platform === 'linux')('librdkafka linked statically', () => {
  test('what follows runs on the librdkafka inside the official module', () => {
    const { linking, librdkafka } = loadNative()
    expect(linking).toBe('static')
    expect(librdkafka.file).toBe(path.join(officialIn('static'), LIBRDKAFKA.static))
  })

  runContract('native')
})
