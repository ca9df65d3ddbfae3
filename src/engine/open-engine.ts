import { KafkaError, UnsupportedError } from '../errors.js'
import { BindingEngine } from './binding-engine.js'
import type { Engine, EngineName, EngineOptions } from './engine.js'
import { NativeEngine } from './native-engine.js'

/**
 * The one place that picks an engine: `auto` is `native` where it loads.
 * @throws UnsupportedError where it cannot run here, with what mends it
 */
export function openEngine(name: EngineName | 'auto', options: EngineOptions): Engine {
  if (name === 'binding') return openBinding(options)
  try {
    return new NativeEngine(options)
  } catch (error) {
    if (name === 'native' || !KafkaError.is(error) || error.code !== '_NOT_IMPLEMENTED') throw error
    const engine = openBinding(options, `: ${error.message}`)
    warnOnce(error.message)
    return engine
  }
}

function openBinding(options: EngineOptions, why = ''): Engine {
  if (options.transactional) throw new UnsupportedError(`transactional.id needs the engine 'native'${why}`)
  if (options.onFatal !== undefined && options.onFatal !== 'report') {
    throw new UnsupportedError(`onFatal: '${options.onFatal}' needs the engine 'native'${why}`)
  }
  return new BindingEngine(options)
}

let warned = false

function warnOnce(reason: string): void {
  if (warned) return
  warned = true
  process.emitWarning(`producers run on the engine 'binding', slower and with less to offer: ${reason}`, {
    type: 'LingerbusWarning',
    code: 'NO_NATIVE_ENGINE',
  })
}
