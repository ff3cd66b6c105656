import { execFile } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { canBuild, projectFolder } from '../stack/programs.ts'

const source = join(projectFolder, 'dashboard')
const built = join(projectFolder, 'dist', 'dashboard')

/** Builds the pages when they are missing or older than their source. Returns their folder, or undefined without pages. */
export async function buildDashboard(): Promise<string | undefined> {
  if (!existsSync(join(source, 'index.html'))) return undefined
  const page = join(built, 'index.html')
  if (existsSync(page) && statSync(page).mtimeMs >= newestUnder(source)) return built
  if (!canBuild()) return existsSync(page) ? built : undefined
  const vite = dirname(createRequire(import.meta.url).resolve('vite/package.json'))
  await promisify(execFile)(process.execPath, [join(vite, 'bin', 'vite.js'), 'build', source], {
    cwd: projectFolder,
    timeout: 300_000,
  })
  return built
}

function newestUnder(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return Math.max(...files.map((file) => statSync(join(folder, file)).mtimeMs))
}
