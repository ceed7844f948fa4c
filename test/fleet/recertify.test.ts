import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RecertifyEvent, recertify, startSandbox, status } from '../../src/index.ts'
import type { Sandbox } from '../../src/sandbox/types.ts'
import { quickProfile } from '../app/quickProfile.ts'
import { typed } from '../cli/typed.ts'
import { testKey } from '../evidence/signing.ts'
import { recertifyRounds } from './recertifyRounds.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-fleet-'))
const sandboxes: Sandbox[] = []
const main = join(import.meta.dirname, '../../src/cli/main.ts')

const operator = testKey('ES256')
const DEFECTS: readonly (readonly string[])[] = [[], ['par-status'], []]

function fleetFile(name: string, more = ''): string {
  const file = join(folder, `${name}.yaml`)
  const targets = DEFECTS.map((_, n) => `  - target: ./bank-${n}/target.yaml`)
  const head = `fleet: ${name}\nrecord: ${name}.db\nprofile: ./quick.yaml\nruns: 2\nsign: [operator.pem]\n${more}`
  writeFileSync(file, `${head}targets:\n${targets.join('\n')}\n`)
  return file
}

beforeAll(async () => {
  quickProfile(folder)
  writeFileSync(join(folder, 'operator.pem'), operator.privatePem)
  const variants = [{ client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true }] as const
  for (const [n, defects] of DEFECTS.entries()) {
    const sandbox = await startSandbox({ dir: join(folder, `bank-${n}`), variants, defects })
    sandboxes.push(sandbox)
    const text = readFileSync(sandbox.targetFile, 'utf8')
    const named = text
      .replace(/^target: .*$/m, `target: bank-${n}`)
      .replace(/^organisation: .*$/m, `organisation: Bank ${n}`)
    writeFileSync(sandbox.targetFile, named)
  }
})
afterAll(async () => {
  await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
  rmSync(folder, { recursive: true, force: true })
})

/** The run folders of a campaign. */
const runFolders = (campaign: string): readonly string[] =>
  readdirSync(campaign).filter((name) => existsSync(join(campaign, name, 'run.json')))

async function registerAll(record: string): Promise<void> {
  const tools = await status()
  const by = { actor: 'ops', reason: 'onboarding' }
  await tools.setOperatorKeys({ file: record, by, keys: operator.trusted, now: Date.now() })
  for (const n of DEFECTS.keys()) {
    const key = { organisation: `Bank ${n}`, application: 'acme-sandbox', profile: 'quick', environment: 'sandbox' }
    await tools.registerApplication({ file: record, key, by, directory: null, now: Date.now() })
  }
}

describe('a campaign', () => {
  it('runs every target that is due, records it, and sums it up; what is conformant is left out next time', async () => {
    const fleet = fleetFile('banks')
    await registerAll(join(folder, 'banks.db'))
    const out = join(folder, 'banks')
    const events: RecertifyEvent[] = []
    const first = await recertify({ fleet, out, env: {}, onEvent: (event) => events.push(event) })
    expect(first.exitCode).toBe(1)
    expect(first.report.counts).toMatchObject({ conformant: 2, 'non-conformant': 1 })
    const bad = first.report.targets.find(({ target }) => target === 'bank-1')
    expect(bad).toMatchObject({ outcome: 'non-conformant', before: 'registered', after: 'testing' })
    expect(bad?.complaints[0]).toMatch(/^fail quick-flow \[/)
    expect(events.filter(({ kind }) => kind === 'start')).toHaveLength(3)
    const campaign = first.folder ?? ''
    expect(runFolders(campaign)).toHaveLength(3)
    const junit = readFileSync(join(campaign, 'junit.xml'), 'utf8')
    expect(junit).toContain('tests="3" failures="1" errors="0"')
    const page = readFileSync(join(campaign, 'report.html'), 'utf8')
    expect(page.indexOf('bank-1')).toBeLessThan(page.indexOf('bank-0'))
    expect(page).toContain('href="bank-1.quick/report.html"')
    expect(JSON.parse(readFileSync(join(campaign, 'recertification.json'), 'utf8'))).toEqual(first.report)

    const second = await recertify({ fleet, out, env: {} })
    expect(second.report.targets.map(({ target, outcome }) => [target, outcome])).toEqual([
      ['bank-1', 'non-conformant'],
      ['bank-0', 'left-out'],
      ['bank-2', 'left-out'],
    ])
    expect(second.report.targets[1]?.reason).toMatch(/^not due before \d{4}-/)
  })

  it('runs a conformant target whose keys have changed, and says so', async () => {
    const out = join(folder, 'banks')
    const fleet = join(folder, 'banks.yaml')
    const tools = await status()
    const [known] = await tools.readStatus(join(folder, 'banks.db'), { organisation: 'Bank 0' }, { now: Date.now() })
    const file = join(known?.runs[0]?.folder ?? '', 'run.json')
    // As if the server had shown other keys when it was certified.
    const text = readFileSync(file, 'utf8')
    const { jwks } = JSON.parse(text).run.server as { jwks: { digest: string }[] }
    writeFileSync(file, text.replace(jwks[0]?.digest ?? '', `sha256:${'0'.repeat(64)}`))
    const { report } = await recertify({ fleet, out, env: {}, dryRun: true })
    const due = report.targets.find(({ target }) => target === 'bank-0')
    expect(due).toMatchObject({ outcome: 'not-started' })
    expect(due?.reason).toMatch(/^changed since the last run: keys of https:/)
    writeFileSync(file, text)
    const again = await recertify({ fleet, out, env: {}, dryRun: true })
    expect(again.report.targets.find(({ target }) => target === 'bank-0')?.outcome).toBe('left-out')
  })

  it('names a target file that is broken and runs the others', async () => {
    const fleet = fleetFile('broken')
    writeFileSync(fleet, `${readFileSync(fleet, 'utf8')}  - target: ./nowhere.yaml\n`)
    const { report, exitCode } = await recertify({ fleet, out: join(folder, 'broken'), env: {}, only: [] })
    expect(exitCode).toBe(1)
    expect(report.counts).toMatchObject({ conformant: 2, 'non-conformant': 1, error: 1 })
    expect(report.targets.find(({ outcome }) => outcome === 'error')?.reason).toContain('nowhere.yaml')
  }, 60_000)

  it('is bound to the targets asked for, and starts nothing when its time is up', async () => {
    const fleet = fleetFile('late', 'budget: 0s\n')
    const { report, exitCode } = await recertify({ fleet, out: join(folder, 'late'), env: {}, only: ['bank-0'] })
    expect(report.targets.map(({ target, outcome }) => [target, outcome])).toEqual([['bank-0', 'not-started']])
    expect(exitCode).toBe(3)
  })

  it('goes on after kill -9 at random moments: no run twice, none lost, nobody let in or kept out wrongly', async () => {
    // More rounds: node scripts/bench/kill.ts 100 recertify
    const killed = join(folder, 'kill')
    mkdirSync(killed)
    const { faults } = await recertifyRounds(killed, 4, Math.random)
    expect(faults).toEqual([])
  }, 120_000)
})

describe('assay recertify', () => {
  it('refuses to work beside another one on the same fleet', async () => {
    const fleet = fleetFile('twice', 'spread: 2s\n')
    const out = join(folder, 'twice')
    const both = await Promise.allSettled([
      promisify(execFile)(process.execPath, [main, 'recertify', '--fleet', fleet, '--out', out]),
      promisify(execFile)(process.execPath, [main, 'recertify', '--fleet', fleet, '--out', out]),
    ])
    const errors = both.map((one) => (one.status === 'rejected' ? String(one.reason.stderr) : ''))
    expect(errors.filter((text) => text.includes('is in use: another process works here'))).toHaveLength(1)
  }, 60_000)

  it('names every mistake of a fleet file with its place', async () => {
    const fleet = join(folder, 'bad.yaml')
    writeFileSync(fleet, 'fleet: Bad Name\nrecord: r.db\nspread: soon\ntargets:\n  - targt: x\n')
    const { code, err } = await typed(['recertify', '--fleet', fleet], { recertify }, { folder })
    expect(code).toBe(2)
    for (const place of [':1:', ':3:', ':5:']) expect(err).toContain(`bad.yaml${place}`)
  })

  it('asks for a profile where there is none', async () => {
    const fleet = join(folder, 'none.yaml')
    writeFileSync(fleet, 'fleet: none\nrecord: r.db\ntargets:\n  - target: x.yaml\n')
    const { code, err } = await typed(['recertify', '--fleet', fleet], { recertify }, { folder })
    expect(code).toBe(2)
    expect(err).toMatch(/none\.yaml:4:\d+: the target has no profile/)
  })

  it('says before it runs anything that nothing can certify, and refuses a key that cannot be used', async () => {
    const fleet = fleetFile('keyless', 'budget: 0s\n')
    const words = ['recertify', '--fleet', fleet, '--out', join(folder, 'keyless')]
    const { err } = await typed(words, { recertify }, { folder })
    expect(err).toMatch(/^No run can certify: the record has no operator keys.*\nCampaign /)
    writeFileSync(fleet, readFileSync(fleet, 'utf8').replace('operator.pem', 'nowhere.pem'))
    const refused = await typed(words, { recertify }, { folder })
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('nowhere.pem": the file cannot be read') })
  })

  it('only says what is due with --dry-run, and writes nothing', async () => {
    const fleet = fleetFile('dry')
    const { code, out } = await typed(['recertify', '--fleet', fleet, '--dry-run'], { recertify }, { folder })
    expect(code).toBe(0)
    expect(out).toMatch(/bank-0 +quick +due +none +there is no record of it yet\n/)
    expect(out).toContain('\n3 due\n')
    expect(existsSync(join(folder, 'dry.db'))).toBe(false)
  })
})
