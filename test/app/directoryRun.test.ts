import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type RunAssayResult, runAssay } from '../../src/app/runAssay.ts'
import { PlanError } from '../../src/plan/PlanError.ts'
import { createCredentials } from '../../src/sandbox/credentials.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import type { DirectorySource } from '../../src/sandbox/types.ts'

const root = mkdtempSync(join(tmpdir(), 'directory-run-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const credentials = createCredentials()
const variants = [{ client_auth: 'tls_client_auth', sender_constraint: 'mtls', openid: true }] as const
let count = 0

interface Change {
  readonly source?: DirectorySource
  readonly defects?: readonly string[]
  /** Changes the text of the target file. */
  readonly target?: (text: string) => string
  /** `directory:` of the profile. */
  readonly profile?: (targetText: string) => string
  readonly only?: readonly string[]
}

const directoryOf = (text: string): string => text.slice(text.indexOf('\ndirectory:') + 1)
const withoutDirectory = (text: string): string => text.slice(0, text.indexOf('\ndirectory:') + 1)

/** A run of the questions to the directory against a sandbox of its own. */
async function run({ source, defects = [], target, profile, only = ['directory-*'] }: Change): Promise<RunAssayResult> {
  count += 1
  const dir = join(root, String(count))
  const sandbox = await startSandbox({
    dir,
    variants,
    defects,
    credentials: await credentials,
    ...(source ? { directory: source } : {}),
  })
  try {
    const text = readFileSync(sandbox.targetFile, 'utf8')
    if (target) writeFileSync(sandbox.targetFile, target(text))
    const own = join(dirname(sandbox.targetFile), 'profile.yaml')
    if (profile) writeFileSync(own, profile(text))
    return await runAssay({
      profile: profile ? own : 'fapi2-security-profile',
      target: sandbox.targetFile,
      out: join(dir, 'run'),
      only,
      env: {},
    })
  } finally {
    await sandbox.close()
  }
}

const verdicts = ({ result }: RunAssayResult, ...wanted: readonly string[]) =>
  result.cases.filter(({ verdict }) => wanted.includes(verdict)).map(({ id }) => id)

describe('a run of a target with a trust directory', () => {
  it.each(['registry', 'participants', 'federation'] as const)('asks a %s', async (source) => {
    const ran = await run({ source })
    expect(verdicts(ran, 'fail', 'warn', 'incomplete')).toEqual([])
    expect(verdicts(ran, 'pass').length).toBeGreaterThan(11)
    expect(ran.result.run.directory).toMatchObject({ source, registration: 'registered' })
    expect(ran.result.run.directory?.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    for (const file of readdirSync(ran.folder)) {
      const text = readFileSync(join(ran.folder, file), 'utf8')
      expect(text.includes('desk@acme.example'), `the contact in ${file}`).toBe(false)
    }
  })

  it.each<[string, DirectorySource, string]>([
    ['directory-other-certificate', 'registry', 'directory-server-certificate'],
    ['directory-client-certificate-revoked', 'participants', 'directory-client-certificate'],
    ['mark-expired', 'federation', 'directory-mark-current'],
  ])('finds %s, and that it is one for the directory', async (defect, source, found) => {
    const ran = await run({ source, defects: [defect] })
    expect(verdicts(ran, 'fail', 'warn', 'incomplete')).toEqual([found])
    expect(ran.result.cases.find(({ id }) => id === found)).toMatchObject({ attributed: 'directory' })
    expect(ran.exitCode).toBe(1)
  })

  it('tests who is not registered, but says so', async () => {
    const ran = await run({ source: 'registry', defects: ['directory-organisation-missing'] })
    expect(ran.result.run.directory).toMatchObject({ registration: 'unregistered', organisation: null })
    expect(verdicts(ran, 'warn')).toEqual(['directory-organisation-registered'])
    expect(verdicts(ran, 'fail', 'incomplete', 'pass')).toEqual([])
  })

  it('cannot tell what a directory that is down says', async () => {
    const elsewhere = (text: string): string =>
      text.replace(/^ {2}url: .*$/m, '  url: https://127.0.0.1:1/participants')
    const ran = await run({ source: 'participants', target: elsewhere })
    expect(ran.result.run.directory).toMatchObject({ registration: 'unknown', digest: null })
    expect(verdicts(ran, 'pass', 'fail', 'warn', 'skip')).toEqual([])
    expect(ran.exitCode).toBe(3)
    expect(ran.result.cases[0]).toMatchObject({ verdict: 'incomplete', attributed: 'network' })
  })

  it('takes the directory of the profile before that of the target, under the names of the target', async () => {
    const profile = (text: string): string =>
      `profile: own\ntitle: Own\nextends: fapi2-security-profile\n${directoryOf(text)}`
    const names = (text: string): string =>
      `${withoutDirectory(text).replace('organisation: Acme Bank', 'organisation: Somebody')}directory: { organisation: org-acme-bank }\n`
    const named = await run({ source: 'registry', profile, target: names })
    expect(named.result.run.directory).toMatchObject({ registration: 'registered', organisation: 'org-acme-bank' })
    const own = (text: string): string =>
      `${withoutDirectory(text)}directory: { source: participants, url: "https://127.0.0.1:1/mine" }\n`
    const ignored = await run({ source: 'registry', profile, target: own })
    expect(ignored.result.run.directory).toMatchObject({ source: 'registry', registration: 'registered' })
  })

  it('refuses names where there is no directory', async () => {
    const names = (text: string): string => `${text}directory: { organisation: org-1 }\n`
    await expect(run({ target: names })).rejects.toThrow(PlanError)
  })

  it('has no questions to a directory where none is named', async () => {
    await expect(run({})).rejects.toThrow(/matches no case id/)
    const ran = await run({ only: ['directory-*', 'par-response-status'] })
    expect(ran.result.cases.map(({ id }) => id)).toEqual(['par-response-status'])
    expect(ran.result.run.directory).toBeUndefined()
  })
})
