import { UnsupportedError } from '../errors.js'
import { BINDING_FEATURES, BindingEngine } from './binding-engine.js'
import type { Engine, EngineName, EngineOptions } from './engine.js'

/**
 * The one place that picks an engine.
 * @throws UnsupportedError where it cannot run here, with what mends it
 */
export function openEngine(name: EngineName | 'auto', options: EngineOptions): Engine {
  if (name === 'native') {
    throw new UnsupportedError("this version has no engine 'native' yet: use 'auto' or 'binding'")
  }
  if (options.transactional && !BINDING_FEATURES.transactions) {
    throw new UnsupportedError(
      "transactional.id needs the engine 'native'; this producer would run on 'binding'",
    )
  }
  return new BindingEngine(options)
}
