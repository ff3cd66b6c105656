import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { LotId } from '#contracts/ids.ts'

/** What the world logs when every lot's past is told. */
export const presentBegins = 'the past is told, the city is live'

/** What the world's process is told, in a file that only its owner can read. */
export const WorldSettings = z.strictObject({
  seed: z.int(),
  /** How much faster cars live than clocks run. */
  speed: z.number().positive(),
  heartbeatMs: z.int().min(1_000),
  /** How far back the world begins when it has no past of its own. */
  historyMs: z.int().min(0),
  /** Whether some sensors are faulty. */
  faults: z.boolean(),
  /** Where it writes down how far each lot has been told. */
  progressFile: z.string(),
  /** Per lot: its gateway's MQTT port and the passwords of its devices. */
  gateways: z.record(
    LotId,
    z.object({ port: z.int(), passwords: z.record(z.string(), z.string()) }),
  ),
})
export type WorldSettings = z.infer<typeof WorldSettings>

/** Reads the settings file. @throws when it is missing or wrong. */
export function readSettings(path: string): WorldSettings {
  return WorldSettings.parse(JSON.parse(readFileSync(path, 'utf8')))
}
