import { readFileSync } from 'node:fs'
import { migrate } from '../db/migrate.ts'
import { openPool } from '../db/pool.ts'

/** Migrates the database whose url stands in the JSON file named by the one argument. */
const { url }: { url: string } = JSON.parse(readFileSync(String(process.argv[2]), 'utf8'))
const pool = openPool(url, { max: 2 })
const ran = await migrate(pool, new URL('../db/migrations', import.meta.url).pathname)
await pool.end()
process.stdout.write(`${JSON.stringify({ message: 'migrated', ran })}\n`)
