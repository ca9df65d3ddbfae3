import { runContract } from './contract/run.js'

runContract('fake')
