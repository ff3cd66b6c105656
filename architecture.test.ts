import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { parseSync } from 'oxc-parser'
import { expect, test } from 'vitest'

interface Import {
  from: string
  /** A path of the project, or a package's name. */
  to: string
  typeOnly: boolean
}

const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], {
  encoding: 'utf8',
})
const files = tracked.split('\n').filter((f) => f !== '' && !f.endsWith('.d.ts'))
const sources = new Map(files.map((f) => [f, readFileSync(f, 'utf8')]))
const imports = files.flatMap(importsOf)
const production = imports.filter(
  (i) => !/\.test\.tsx?$|\.e2e\.ts$|(^|\/)testing\/|^dashboard\/e2e\//.test(i.from),
)

function importsOf(file: string): Import[] {
  const { module, errors } = parseSync(file, sources.get(file) ?? '')
  expect(errors, file).toEqual([])
  const resolve = (name: string) => {
    if (name.startsWith('.')) return normalize(join(dirname(file), name))
    if (name.startsWith('#contracts/')) return name.slice(1)
    return name.startsWith('node:')
      ? name
      : name
          .split('/')
          .slice(0, name[0] === '@' ? 2 : 1)
          .join('/')
  }
  const fixed = module.staticImports.map((i) => ({
    from: file,
    to: resolve(i.moduleRequest.value),
    typeOnly: i.entries.length > 0 && i.entries.every((e) => e.isType),
  }))
  const passed = module.staticExports.flatMap((e) =>
    e.entries.flatMap((x) =>
      x.moduleRequest
        ? [{ from: file, to: resolve(x.moduleRequest.value), typeOnly: x.isType }]
        : [],
    ),
  )
  return [...fixed, ...passed]
}

const top = (path: string) => path.split('/')[0] ?? ''
const isProject = (path: string) =>
  sources.has(path) || /^(contracts|edge|cloud|simulator|dashboard)\//.test(path)
const cloudModules = [
  'users',
  'parking',
  'availability',
  'booking',
  'payment',
  'location',
  'analytics',
  'reporting',
  'ingest',
  'enforcement',
  'live',
]
const moduleOf = (path: string) => (top(path) === 'cloud' ? path.split('/')[1] : undefined) ?? ''

function broken(rule: (i: Import) => boolean, among = production): string[] {
  return among.filter((i) => !rule(i)).map((i) => `${i.from} → ${i.to}`)
}

test('the rules saw the whole project', () => {
  expect(files.length).toBeGreaterThan(25)
  expect(imports.length).toBeGreaterThan(50)
})

test('R1 contracts import zod and each other', () => {
  const inContracts = production.filter((i) => top(i.from) === 'contracts')
  expect(broken((i) => i.to === 'zod' || top(i.to) === 'contracts', inContracts)).toEqual([])
})

test('R2 edge, cloud, simulator and dashboard keep to themselves and the contracts', () => {
  const allowed: Record<string, string[]> = {
    edge: ['edge', 'contracts'],
    cloud: ['cloud', 'contracts'],
    simulator: ['simulator', 'edge', 'contracts'],
    dashboard: ['dashboard', 'contracts'],
  }
  const rule = (i: Import) => {
    const mine = allowed[top(i.from)]
    if (!mine || !isProject(i.to) || mine.includes(top(i.to))) return true
    return top(i.from) === 'dashboard' && i.to === 'cloud/app.ts' && i.typeOnly
  }
  expect(broken(rule)).toEqual([])
})

test('R3 cloud/{db,http,mqtt,outbox} import no module', () => {
  const shared = production.filter((i) =>
    ['db', 'http', 'mqtt', 'outbox'].includes(moduleOf(i.from)),
  )
  expect(broken((i) => !cloudModules.includes(moduleOf(i.to)), shared)).toEqual([])
})

test('R4 modules import only the modules below them', () => {
  const below: Record<string, string[]> = {
    availability: ['parking'],
    location: ['parking', 'availability'],
    booking: ['parking', 'availability', 'payment'],
    enforcement: ['parking', 'booking'],
    live: ['availability'],
    reporting: ['analytics', 'payment'],
  }
  const between = production.filter(
    (i) => cloudModules.includes(moduleOf(i.from)) && cloudModules.includes(moduleOf(i.to)),
  )
  const rule = (i: Import) =>
    moduleOf(i.from) === moduleOf(i.to) || (below[moduleOf(i.from)] ?? []).includes(moduleOf(i.to))
  expect(broken(rule, between)).toEqual([])
})

test('R5 nothing below cloud/ imports main, app or config', () => {
  const nested = production.filter(
    (i) => top(i.from) === 'cloud' && i.from.split('/').length > 2 && !i.from.endsWith('-main.ts'),
  )
  expect(
    broken((i) => !['cloud/main.ts', 'cloud/app.ts', 'cloud/config.ts'].includes(i.to), nested),
  ).toEqual([])
})

test('R6 core files of a module have no clock, chance or environment, and import no shell', () => {
  const shell = /^(service|store|routes|subscriber|socket|relay|accounts|stripe|google-maps)$/
  const isCore = (f: string) =>
    (cloudModules.includes(moduleOf(f)) &&
      !f.includes('.test.') &&
      !shell.test(f.split('/').at(-1)?.replace('.ts', '') ?? '')) ||
    f.startsWith('contracts/rules/')
  const core = files.filter((f) => isCore(f) && !f.includes('.test.'))
  const impure = core.filter((f) =>
    /Date\.now|Math\.random|process\.|new Date\(\)|performance\.now/.test(sources.get(f) ?? ''),
  )
  expect(impure).toEqual([])
  const drivers = ['pg', 'mqtt', 'aedes', 'socket.io', 'hono', 'stripe', '@hono/node-server']
  const rule = (i: Import) =>
    i.typeOnly ||
    (!drivers.includes(i.to) &&
      !(top(i.to) === 'cloud' && shell.test(i.to.split('/').at(-1)?.replace('.ts', '') ?? '')))
  expect(
    broken(
      rule,
      production.filter((i) => core.includes(i.from)),
    ),
  ).toEqual([])
})

test('R7 each driver has its owners', () => {
  const owners: Record<string, RegExp> = {
    pg: /^cloud\/db\/|\/store\.ts$/,
    stripe: /^cloud\/payment\/stripe\.ts$/,
    'socket.io': /^cloud\/live\/socket\.ts$|^simulator\/load\//,
    mqtt: /^cloud\/mqtt\/|^edge\/uplink|^simulator\//,
    aedes: /^cloud\/mqtt\/|^edge\//,
    hono: /^cloud\/app\.ts$|^cloud\/http\/|\/routes\.ts$/,
    'classic-level': /^edge\/outbox|^simulator\/load\//,
    'better-auth': /^cloud\/users\/accounts\.ts$/,
    react: /^dashboard\//,
  }
  const rule = (i: Import) => i.typeOnly || (owners[i.to]?.test(i.from) ?? true)
  expect(broken(rule)).toEqual([])
})

test('R8 there are no cycles, and production imports nothing from testing or the simulator', () => {
  const rule = (i: Import) =>
    !i.to.includes('/testing/') && (top(i.to) !== 'simulator' || top(i.from) === 'simulator')
  expect(broken(rule)).toEqual([])
  expect(cycles(production.filter((i) => !i.typeOnly))).toEqual([])
})

function cycles(edges: Import[]): string[] {
  const graph = new Map<string, string[]>()
  for (const { from, to } of edges) graph.set(from, [...(graph.get(from) ?? []), to])
  const done = new Set<string>()
  const found: string[] = []
  const visit = (node: string, path: string[]) => {
    if (path.includes(node)) found.push([...path.slice(path.indexOf(node)), node].join(' → '))
    if (done.has(node) || path.includes(node)) return
    for (const to of graph.get(node) ?? []) visit(to, [...path, node])
    done.add(node)
  }
  for (const node of graph.keys()) visit(node, [])
  return found
}

test('no file is longer than 300 lines, and half are shorter than 80', () => {
  const lengths = files.map((f) => ({ f, lines: (sources.get(f) ?? '').split('\n').length - 1 }))
  expect(lengths.filter((l) => l.lines > 300)).toEqual([])
  const sorted = lengths.map((l) => l.lines).sort((a, b) => a - b)
  expect(sorted[sorted.length >> 1]).toBeLessThanOrEqual(80)
})
