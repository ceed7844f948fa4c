import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from './files.ts'

const MINUTE_MS = 60_000
const folder = mkdtempSync(join(tmpdir(), 'assay-package-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The environment of somebody who types the command: nothing of the npm that runs these tests. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|VITEST|CI$)/.test(name)),
)

function command(program: string, args: readonly string[], cwd: string) {
  const done = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: MINUTE_MS })
  return { code: done.status, out: done.stdout, err: done.stderr }
}

/** As `command`, but the test ends here if the command fails. */
function succeed(program: string, args: readonly string[], cwd: string): string {
  const { code, out, err } = command(program, args, cwd)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${out}\n${err}`)
  return out
}

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

let packed: Packed = { filename: '', files: [] }
beforeAll(() => {
  // npm pack builds first (prepack), into dist/ of the repository.
  const [found] = JSON.parse(
    succeed('npm', ['pack', '--json', '--silent', '--pack-destination', folder], ROOT),
  ) as Packed[]
  packed = found ?? packed
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  succeed('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, packed.filename)], folder)
}, 3 * MINUTE_MS)

const ALLOWED: readonly RegExp[] = [
  /^(README\.md|LICENSE|CHANGELOG\.md|package\.json)$/,
  /^dist\/(index|cli\/main|chunks\/[\w-]+)\.js$/,
  /^dist\/[\w/-]+\.d\.ts$/,
  /^dist\/LICENSES\.txt$/,
  /^(suites|profiles)\/[\w/-]+\.yaml$/,
  /^suites\/proof\.json$/,
  /^schemas\/[\w-]+\.schema\.json$/,
  // Payload schemas of profiles, and the ecosystem that the documentation walks through.
  /^(profiles\/schemas|examples)\/[\w/-]+\.(yaml|json|mjs)$/,
]
const NEEDED = [
  // What the reports say about the proof of the suite.
  'suites/proof.json',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/LICENSES.txt',
  'dist/cli/main.js',
  'profiles/fapi2-security-profile.yaml',
  'profiles/schemas/open-banking-uk.json',
  'examples/acme/profile.yaml',
]

describe('the packed package', () => {
  it('holds what it needs and nothing else', () => {
    const paths = packed.files.map(({ path }) => path)
    expect(paths.filter((path) => !ALLOWED.some((pattern) => pattern.test(path)))).toEqual([])
    expect(paths).toEqual(expect.arrayContaining(NEEDED))
    const sourceOf = (path: string): string => path.replace(/^dist\//, 'src/').replace(/\.d\.ts$/, '.ts')
    const sources = paths.filter((path) => path.endsWith('.d.ts')).map(sourceOf)
    expect(sources.length).toBeGreaterThan(100)
    expect(sources.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  it('asks for the libraries that are not in it, and has the licences of those that are', () => {
    const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
    const code = packed.files.filter(({ path }) => path.endsWith('.js')).map(({ path }) => read(path))
    const names = code.flatMap((text) =>
      [
        ...text.matchAll(
          /(?:^|[;}])(?:import|export)\b[^;'"`()]*?\bfrom ?["'`]([^."'`][^"'`]*)["'`]|\bimport\(["'`]([^."'`][^"'`]*)["'`]\)/gm,
        ),
      ].map(([, still, later]) => still ?? later ?? ''),
    )
    const outside = [...new Set(names.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)))]
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
    const packages = outside.map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
    expect(packages).toEqual(expect.arrayContaining(['oidc-provider', 'openid-client', 'playwright-core']))
    expect(packages.filter((name) => !Object.hasOwn(dependencies ?? {}, name))).toEqual([])
    const licences = read('dist/LICENSES.txt')
    expect(Object.keys(devDependencies ?? {}).filter((name) => licences.includes(`${name} `))).toEqual(
      expect.arrayContaining(['commander', 'hono', 'jose', 'parse5', 'tough-cookie', 'undici']),
    )
  })

  it('gives the command', () => {
    expect(succeed('npx', ['--no-install', 'assay', '--version'], folder)).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(succeed('npx', ['--no-install', 'assay', '--help'], folder)).toContain('Usage: assay')
    expect(command('npx', ['--no-install', 'assay', 'nonsense'], folder)).toMatchObject({ code: 2, out: '' })
  })

  it('finds its own suites and profiles', () => {
    const listed = JSON.parse(
      succeed('npx', ['--no-install', 'assay', 'list', '--profile', 'fapi2-security-profile', '--json'], folder),
    )
    const source = join(ROOT, 'src', 'cli', 'main.ts')
    expect(listed.length).toBeGreaterThan(100)
    expect(listed).toEqual(
      JSON.parse(succeed(process.execPath, [source, 'list', '--profile', 'fapi2-security-profile', '--json'], ROOT)),
    )
  })

  it('runs the demo', () => {
    const only = ['--only', 'par-*', '--only', 'dpop-resource-*']
    const { code, out, err } = command(
      'npx',
      ['--no-install', 'assay', 'demo', ...only, '--out', 'run', '--json'],
      folder,
    )
    const run = JSON.parse(out)
    expect({ code, result: run.result, failed: run.summary.fail }).toEqual({ code: 0, result: 'conformant', failed: 0 })
    expect(run.summary.pass).toBeGreaterThan(20)
    expect(err).toContain('Report: run/report.html\n')
    expect(JSON.parse(readFileSync(join(folder, 'run', 'run.json'), 'utf8'))).toEqual(run)
    expect(statSync(join(folder, 'run', 'report.html')).size).toBeGreaterThan(1000)
  })

  it('tells the demo of a broken server from that of a sound one', () => {
    const args = [
      '--no-install',
      'assay',
      'demo',
      '--only',
      'par-*',
      '--defect',
      'par-expires-in',
      '--out',
      'broken',
      '--json',
    ]
    const { code, out } = command('npx', args, folder)
    expect({ code, result: JSON.parse(out).result }).toEqual({ code: 1, result: 'non-conformant' })
  })

  it('has types that a program can be compiled against', () => {
    const program = `import { listCases, runAssay, type RunAssayOptions, type RunResult } from 'fapi-assay'
const options: RunAssayOptions = { profile: 'p', target: 't', env: {} }
const result: RunResult = (await runAssay(options)).result
const ids: readonly string[] = (await listCases({})).map((one) => one.id)
// What is not there must not compile: else the types are not found at all.
export const wrong: number = result.result
export { ids }
`
    writeFileSync(join(folder, 'program.ts'), program)
    const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules', '@types')]
    const flags = ['--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext', ...types, 'program.ts']
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
    const { out } = command(process.execPath, [tsc, ...flags], folder)
    const errors = out.split('\n').filter((line) => /^\S/.test(line))
    expect(errors.map((line) => line.replace(/^([^:]*): error (TS\d+):.*$/, '$1 $2'))).toEqual([
      'program.ts(6,14) TS2322',
    ])
  })

  it('is loaded as a library without loading what is not used', () => {
    const program = `const begun = performance.now(); await import('fapi-assay'); process.stdout.write(String(performance.now() - begun))`
    const ms = Number(succeed(process.execPath, ['--input-type=module', '-e', program], folder))
    expect(ms).toBeLessThan(200)
  })
})
