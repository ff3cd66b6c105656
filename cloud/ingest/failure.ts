import { sqlState } from '../db/transaction.ts'

/** SQLSTATE classes that blame the data: cardinality, data exception, integrity, program limit. */
const blamesData = new Set(['21', '22', '23', '54'])

/**
 * Whether an error comes from what was being stored, so that storing it again fails again. Everything else (connection
 * gone, server stopping, disk full, timeout, wrong schema) is the database's and must cost no event (PK-065).
 */
export function isPoison(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return blamesData.has(state.slice(0, 2))
  return error instanceof TypeError || error instanceof RangeError
}
