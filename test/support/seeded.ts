export { seeded } from '../../src/testing/random.js'
