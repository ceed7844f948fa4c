import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, repositoryFiles } from './files.ts'
import { RULES, uncleanliness } from './hygiene.ts'

interface LockEntry {
  readonly version?: string
  readonly resolved?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
const readJson = <T>(path: string): T => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T
const lock = readJson<{ readonly packages: Readonly<Record<string, LockEntry>> }>('package-lock.json')

describe('files of the repository', () => {
  it('are clean', () => {
    const files = repositoryFiles()
    expect(files.map(({ path }) => path)).toContain('package.json')
    expect(files.flatMap(uncleanliness)).toEqual([])
  })

  it.each(RULES)('rule catches: $name', ({ name, sample, paths }) => {
    const path = ['src/a.ts', 'test/a.test.ts', 'profiles/a.yaml'].find((one) => paths?.test(one) !== false) ?? ''
    expect(uncleanliness({ path, text: `first\n${sample}\n` })).toContain(`${path}:2: ${name}`)
  })

  it('lets ordinary text through', () => {
    const text = [
      ['<a href="{base}', 'home', 'page">, [base]', 'root', 'page'].join('/'),
      'https://example.com/work/item and ./tmp/x and src/root/x; "d": "short"',
      'password: $env:ASSAY_PASSWORD',
    ].join('\n')
    expect(['src/a.ts', 'profiles/a.yaml'].flatMap((path) => uncleanliness({ path, text }))).toEqual([])
  })

  it('rule catches: a source file that is too long', () => {
    expect(uncleanliness({ path: 'src/a.ts', text: '\n'.repeat(301) })).toEqual(['src/a.ts: 301 lines, more than 300'])
    expect(uncleanliness({ path: 'src/a.ts', text: '\n'.repeat(300) })).toEqual([])
  })
})

describe('package-lock.json', () => {
  const entries = Object.entries(lock.packages)

  it('names no download address', () => {
    expect(entries.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([])
  })

  it('was made from this package.json', () => {
    const manifest = readJson<LockEntry>('package.json')
    expect(lock.packages['']?.dependencies).toEqual(manifest.dependencies)
    expect(lock.packages['']?.devDependencies).toEqual(manifest.devDependencies)
  })

  it('holds the builds for every platform, else npm ci refuses it', () => {
    const missing = entries.flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter(
          (name) =>
            lock.packages[`node_modules/${name}`] === undefined &&
            lock.packages[`${path}/node_modules/${name}`] === undefined,
        )
        .map((name) => `${path} -> ${name}`),
    )
    expect(missing).toEqual([])
  })
})
