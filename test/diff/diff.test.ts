import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunDiff } from '../../src/diff/types.ts'
import { diffRuns, runAssay, startSandbox } from '../../src/index.ts'
import { createCredentials } from '../../src/sandbox/credentials.ts'
import type { SandboxOptions } from '../../src/sandbox/types.ts'
import { typed } from '../cli/typed.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-diff-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs some cases against a sandbox of its own; @returns the run folder */
async function run(name: string, options: Partial<SandboxOptions>, rename?: string): Promise<string> {
  const dir = join(folder, `${name}-sandbox`)
  const variants = [{ client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true }] as const
  const sandbox = await startSandbox({ dir, variants, ...options })
  try {
    if (rename !== undefined) {
      const text = readFileSync(sandbox.targetFile, 'utf8')
      writeFileSync(sandbox.targetFile, text.replace(/^target: .*$/m, `target: ${rename}`))
    }
    const { folder: out } = await runAssay({
      profile: 'fapi2-security-profile',
      target: sandbox.targetFile,
      out: join(folder, name),
      only: ['honest-flow', 'par-response-*', 'resource-scheme-*'],
      slow: false,
      env: {},
    })
    return out
  } finally {
    await sandbox.close()
  }
}

let strict: string
let moved: string
let broken: string
let rekeyed: string
let others: string

beforeAll(async () => {
  const credentials = await createCredentials()
  strict = await run('strict', { credentials })
  moved = await run('moved', { credentials })
  broken = await run('broken', { credentials, defects: ['par-status', 'rs-date'] })
  rekeyed = await run('rekeyed', {})
  others = await run('others', { accessTokenTtlS: 60 }, 'another-bank')
})

const wheres = (diff: RunDiff, area: string): readonly string[] =>
  diff.changes.filter((change) => change.area === area).map(({ where }) => where)

describe('the difference between two runs', () => {
  it('is nothing for one run and itself', async () => {
    const diff = await diffRuns(strict, strict)
    expect(diff.same).toBe(true)
    expect(diff.changes).toEqual([])
  })

  it('is nothing when the same server has moved to other ports', async () => {
    const diff = await diffRuns(strict, moved)
    expect(diff.before.issuer).not.toBe(diff.after.issuer)
    expect(diff).toMatchObject({ across: false, same: true })
  })

  it('is keys and certificates when the server has new ones', async () => {
    const diff = await diffRuns(strict, rekeyed)
    expect(new Set(diff.changes.map(({ area }) => area))).toEqual(new Set(['key', 'tls']))
    expect(wheres(diff, 'tls').some((where) => where.includes('certificate fingerprint'))).toBe(true)
  })

  it('names what got worse, with the requirement', async () => {
    const diff = await diffRuns(strict, broken)
    const status = diff.changes.find(({ where }) => where.startsWith('par-response-status'))
    expect(status).toMatchObject({ area: 'verdict', before: 'pass', direction: 'worse' })
    expect(status?.after).toMatch(/^fail \(RFC9126-/)
    expect(diff.changes.find(({ area }) => area === 'result')).toMatchObject({
      before: 'conformant',
      after: 'non-conformant',
      direction: 'worse',
    })
    const back = await diffRuns(broken, strict)
    expect(back.changes.find(({ where }) => where.startsWith('par-response-status'))?.direction).toBe('better')
  })

  it('of different targets leaves out which keys and hosts they have', async () => {
    const diff = await diffRuns(strict, others)
    expect(diff.across).toBe(true)
    expect(diff.changes).toEqual([])
  })
})

describe('what a server is like', () => {
  /** The run folder with one text in its exchanges replaced: the record of a server that says something else. */
  async function changed(name: string, from: RegExp, to: string): Promise<RunDiff> {
    const copy = join(folder, name)
    cpSync(strict, copy, { recursive: true })
    const har = join(copy, 'exchanges.har')
    const text = readFileSync(har, 'utf8')
    expect(text).toMatch(from)
    writeFileSync(har, text.replaceAll(new RegExp(from, 'g'), to))
    return diffRuns(strict, copy)
  }

  it('a scope that is granted on top', async () => {
    const diff = await changed('scope', /\\"scope\\":\\"openid accounts\\"/, '\\"scope\\":\\"openid accounts admin\\"')
    expect(wheres(diff, 'scope').some((where) => where.startsWith('honest-flow token admin'))).toBe(true)
    expect(wheres(diff, 'scope').every((where) => where.includes(' admin '))).toBe(true)
  })

  it('a member of a payload that is now text', async () => {
    const diff = await changed('shape', /\\"expires_in\\":120/, '\\"expires_in\\":\\"120\\"')
    const change = diff.changes.find(({ where }) => where.startsWith('token /expires_in'))
    expect(change).toMatchObject({ area: 'shape', before: 'integer', after: 'string' })
  })

  it('an algorithm that the metadata lists no more', async () => {
    const diff = await changed('metadata', /\\"ES256\\",\\"EdDSA\\"/, '\\"ES256\\"')
    expect(wheres(diff, 'metadata').length).toBeGreaterThan(0)
    expect(wheres(diff, 'metadata').every((where) => where.endsWith(': EdDSA'))).toBe(true)
    expect(diff.changes.every(({ area, after }) => area !== 'metadata' || after === null)).toBe(true)
  })

  it('an older version of TLS', async () => {
    const diff = await changed('tls', /"protocol":\s*"TLSv1\.3"/, '"protocol": "TLSv1.2"')
    expect(wheres(diff, 'tls').some((where) => where.includes('TLSv1.2'))).toBe(true)
  })
})

describe('assay diff', () => {
  it('prints sections and ends with 1 where anything changed, with 0 where nothing did', async () => {
    const { code, out } = await typed(['diff', strict, broken], { diffRuns }, { folder })
    expect(code).toBe(1)
    expect(out).toContain('Verdicts (')
    expect(out).toMatch(/! par-response-status \[.*\] {2}pass -> fail \(RFC9126-/)
    const same = await typed(['diff', strict, strict], { diffRuns }, { folder })
    expect(same).toMatchObject({ code: 0 })
    expect(same.out).toContain('No differences.')
  })

  it('prints data with --json', async () => {
    const { out } = await typed(['diff', strict, broken, '--json'], { diffRuns }, { folder })
    expect(JSON.parse(out)).toEqual(await diffRuns(strict, broken))
  })

  it('says what is wrong with a folder that holds no run', async () => {
    const { code, err } = await typed(['diff', strict, folder], { diffRuns }, { folder })
    expect(code).toBe(2)
    expect(err).toContain('is not a run folder')
  })
})
