import { describe } from 'vitest'
import type { EngineName } from '../../../src/index.js'
import { construction } from './construction.js'
import { Contract } from './contract.js'
import { producing } from './producing.js'
import { reporting } from './reporting.js'
import { security } from './security.js'
import { waiting } from './waiting.js'

/** The whole contract over one engine. */
export function runContract(engine: EngineName | 'fake'): void {
  describe(`the contract, engine ${engine}`, () => {
    const contract = new Contract(engine)
    construction(contract)
    producing(contract)
    reporting(contract)
    waiting(contract)
    security(contract)
    contract.finish()
  })
}
