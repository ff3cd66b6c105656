import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Command } from './child.ts'

/** The project's folder. */
export const projectFolder = fileURLToPath(new URL('../../', import.meta.url))

/** Programs of the stack → their sources; each one's bundle is `dist/<program>.js` (build.ts). */
const sources = {
  database: 'cloud/db/embedded/embedded-main.ts',
  broker: 'cloud/mqtt/embedded-broker-main.ts',
  cloud: 'cloud/main.ts',
  edge: 'edge/main.ts',
  'chaos-gateway': 'simulator/chaos/gateway-main.ts',
  world: 'simulator/world/main.ts',
} as const

/** What the stack can run. */
export type Program = keyof typeof sources

/** Found by `require`: a test runner's modules have no `import.meta.resolve`. */
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const sourceFolders = ['contracts', 'edge', 'cloud', 'simulator']
const watcher = new URL('./end-with-parent.js', import.meta.url).href

/** How to run one of our programs: from its bundle, or from source when there is none or it is older. */
export function programCommand(
  program: Program,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Command {
  const entry = isFresh(program)
    ? [bundleOf(program)]
    : ['--import', tsx, join(projectFolder, sources[program])]
  return {
    program: process.execPath,
    args: ['--enable-source-maps', '--import', watcher, ...entry, ...args],
    env,
  }
}

/**
 * Bundles the programs when a bundle is missing or older than a source file (`npm run build`). Where the project's
 * folder cannot be written, programs then run from source.
 */
export async function buildPrograms(): Promise<void> {
  const missing = (Object.keys(sources) as Program[]).filter(
    (program) => existsSync(join(projectFolder, sources[program])) && !isFresh(program),
  )
  if (missing.length === 0 || !canBuild()) return
  await promisify(execFile)(process.execPath, ['--import', tsx, join(projectFolder, 'build.ts')], {
    cwd: projectFolder,
    timeout: 300_000,
  })
}

/** Whether this account may write bundles. */
export function canBuild(): boolean {
  try {
    const dist = join(projectFolder, 'dist')
    accessSync(existsSync(dist) ? dist : projectFolder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function bundleOf(program: Program): string {
  return join(projectFolder, 'dist', `${program}.js`)
}

function isFresh(program: Program): boolean {
  const bundle = bundleOf(program)
  const source = statSync(join(projectFolder, sources[program]))
  return existsSync(bundle) && statSync(bundle).mtimeMs >= Math.max(newestSource(), source.mtimeMs)
}

let newest: number | undefined

/** When a source file was changed last; asked once per run. */
function newestSource(): number {
  newest ??= Math.max(
    ...sourceFolders.flatMap((folder) =>
      readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /(?<!\.test)\.(ts|sql|json)$/.test(file))
        .map((file) => statSync(join(projectFolder, folder, file)).mtimeMs),
    ),
  )
  return newest
}
