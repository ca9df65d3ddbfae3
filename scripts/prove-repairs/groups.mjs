import { CONFIG_REPAIRS } from './config.mjs'
import { DOCTOR_REPAIRS } from './doctor.mjs'
import { PLACING_REPAIRS } from './placing.mjs'
import { REPORT_REPAIRS } from './report.mjs'
import { SECURITY_REPAIRS } from './security.mjs'
import { TRANSACTION_REPAIRS } from './transactions.mjs'
import { TUNE_REPAIRS } from './tune.mjs'

/** The repairs that have a file by what they are about. */
export const GROUPS = [
  ...CONFIG_REPAIRS,
  ...DOCTOR_REPAIRS,
  ...PLACING_REPAIRS,
  ...REPORT_REPAIRS,
  ...SECURITY_REPAIRS,
  ...TRANSACTION_REPAIRS,
  ...TUNE_REPAIRS,
]
