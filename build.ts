import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'vite'

const root = import.meta.dirname

interface Program {
  /** Name of the file in `dist/`, without `.js`. */
  name: string
  entry: string
  /** Whether it runs from its file alone; otherwise it finds packages in `node_modules` above `dist/`. */
  standalone: boolean
}

/** The long-running programs. One whose entry does not exist is left out. */
const programs: readonly Program[] = [
  { name: 'edge', entry: 'edge/main.ts', standalone: true },
  { name: 'cloud', entry: 'cloud/main.ts', standalone: false },
  { name: 'broker', entry: 'cloud/mqtt/embedded-broker-main.ts', standalone: false },
  { name: 'database', entry: 'cloud/db/embedded/embedded-main.ts', standalone: false },
  { name: 'world', entry: 'simulator/world/main.ts', standalone: false },
  { name: 'chaos-gateway', entry: 'simulator/chaos/gateway-main.ts', standalone: false },
]

/** Bundles one program into `folder`, beside what else is there. Returns the bundle's path. */
export async function buildProgram(program: Program, folder = join(root, 'dist')): Promise<string> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ...(program.standalone ? { ssr: { noExternal: true } } : {}),
    build: {
      ssr: program.entry,
      target: 'node20',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        output: {
          format: 'es',
          entryFileNames: `${program.name}.js`,
          codeSplitting: false,
          // Bundled CommonJS packages look for files beside themselves.
          ...(program.standalone ? { banner: commonJsNames } : {}),
        },
      },
    },
  })
  if (program.standalone) copyNativeStorage(folder)
  if (program.name === 'cloud') copyMigrations(folder)
  return join(folder, `${program.name}.js`)
}

const commonJsNames = [
  "import { createRequire as parkadeCreateRequire } from 'node:module'",
  'const require = parkadeCreateRequire(import.meta.url)',
  'const __filename = import.meta.filename',
  'const __dirname = import.meta.dirname',
].join('\n')

/** classic-level's prebuilt binary of this platform, where node-gyp-build looks: `prebuilds/` beside the bundle. */
function copyNativeStorage(folder: string): void {
  const from = join(
    dirname(createRequire(import.meta.url).resolve('classic-level/package.json')),
    'prebuilds',
  )
  const tuple = `${process.platform}-${process.arch}`
  const name = existsSync(join(from, tuple)) ? tuple : 'darwin-x64+arm64'
  mkdirSync(join(folder, 'prebuilds'), { recursive: true })
  cpSync(join(from, name), join(folder, 'prebuilds', name), { recursive: true })
}

/** The migrations as they were when the bundle was made, beside it. */
function copyMigrations(folder: string): void {
  rmSync(join(folder, 'migrations'), { recursive: true, force: true })
  cpSync(join(root, 'cloud/db/migrations'), join(folder, 'migrations'), { recursive: true })
}

/** Builds the named programs, or all that exist. Throws when a name is unknown. */
export async function buildPrograms(
  names: readonly string[] = [],
  folder = join(root, 'dist'),
): Promise<string[]> {
  const unknown = names.filter((n) => !programs.some((p) => p.name === n))
  if (unknown.length > 0) throw new Error(`No such program: ${unknown.join(', ')}`)
  const wanted = programs.filter((p) => names.length === 0 || names.includes(p.name))
  const built: string[] = []
  for (const program of wanted) {
    if (existsSync(join(root, program.entry))) built.push(await buildProgram(program, folder))
  }
  return built
}

if (process.argv[1] === import.meta.filename) {
  const folder = join(root, 'dist')
  for (const file of await buildPrograms(process.argv.slice(2), folder)) {
    process.stdout.write(`${file}\n`)
  }
}
