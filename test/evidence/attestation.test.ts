import { constants, createPublicKey, hash, verify } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { attestationSchema } from '../../scripts/attestationSchema.ts'
import type { EvidenceAlg } from '../../src/evidence/evidenceKeys.ts'
import { listFiles } from '../../src/evidence/listFiles.ts'
import { readAttestation } from '../../src/evidence/readAttestation.ts'
import { signFolder } from '../../src/evidence/signFolder.ts'
import type { Statement } from '../../src/evidence/statementTypes.ts'
import type { Verification, VerifyOptions } from '../../src/evidence/verificationTypes.ts'
import { verifyFolder } from '../../src/evidence/verifyFolder.ts'
import { writeRun } from '../../src/evidence/writeRun.ts'
import { fileReports } from '../../src/report/reports.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { testKey } from './signing.ts'

const partner = testKey('ES256')
const operator = testKey('Ed25519')
const NOW = Date.parse(sampleRun().result.run.finishedAt) + 86_400_000
const screenshot = { caseId: 'par-without-pkce', variant: 'v', step: 'authorize', png: Buffer.from('\x89PNG picture') }

let original: string
let folder: string

async function seal(to: string, keys = [partner.key]): Promise<void> {
  const run = sampleRun()
  await writeRun({
    ...run,
    folder: to,
    reports: fileReports,
    token: 'aa',
    screenshots: [screenshot],
    seal: { keys, secrets: [] },
  })
}

const check = (more: Partial<VerifyOptions> = {}): Promise<Verification> =>
  verifyFolder({ folder, keys: partner.trusted, now: NOW, ...more })
const read = (name: string): Promise<Buffer> => readFile(join(folder, name))
const problems = async (more: Partial<VerifyOptions> = {}): Promise<readonly string[]> =>
  (await check(more)).problems.map(({ kind, file, where }) => [kind, file, where].filter(Boolean).join(' '))

async function statement(): Promise<Statement> {
  const { payload } = JSON.parse((await read('attestation.json')).toString()) as { payload: string }
  return JSON.parse(Buffer.from(payload, 'base64').toString()) as Statement
}

beforeAll(async () => {
  original = await mkdtemp(join(tmpdir(), 'sealed-'))
  await seal(original)
})
afterAll(() => rm(original, { recursive: true, force: true }))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'copy-'))
  await cp(original, folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('a sealed folder', () => {
  it('is in order for who trusts the key, wherever it was copied to', async () => {
    expect(await check()).toMatchObject({ answer: 'ok', ok: true, problems: [], observedBy: 'self', partial: false })
  })

  it.each<EvidenceAlg>(['ES256', 'PS256', 'Ed25519'])(
    'carries a %s signature that any DSSE tool can check',
    async (alg) => {
      const key = testKey(alg)
      const other = join(folder, 'other')
      await seal(other, [key.key])
      const text = await readFile(join(other, 'attestation.json'), 'utf8')
      const { payload, payloadType, signatures } = JSON.parse(text) as {
        payload: string
        payloadType: string
        signatures: { keyid: string; sig: string }[]
      }
      const body = Buffer.from(payload, 'base64')
      // The encoding of DSSE 1.0, written out once more.
      const signed = Buffer.concat([Buffer.from(`DSSEv1 28 application/vnd.in-toto+json ${body.length} `), body])
      expect(payloadType).toBe('application/vnd.in-toto+json')
      const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      const publicKey = { key: createPublicKey(key.publicPem), ...(alg === 'PS256' ? pss : {}) }
      const sig = Buffer.from(signatures[0]?.sig ?? '', 'base64')
      expect(verify(alg === 'Ed25519' ? null : 'sha256', signed, publicKey, sig)).toBe(true)
      expect(signatures[0]?.keyid).toBe(key.key.keyid)
      expect(await verifyFolder({ folder: other, keys: key.trusted, now: NOW })).toMatchObject({ answer: 'ok' })
    },
  )

  it('says what was tested, with what, with what result, and what was not covered', async () => {
    const { subject, predicate, ...types } = await statement()
    expect(types).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
    })
    expect(subject.length).toBeGreaterThan(0)
    expect(
      subject.every(({ digest }) => Object.values(digest ?? {}).every((hex) => /^[0-9a-f]{40,64}$/.test(hex))),
    ).toBe(true)
    expect(predicate.configuration.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['profile', 'suites', 'target', 'tool']),
    )
    // The sample run has failures, and what could not be tested counts as not passed.
    expect(predicate.result).toBe('FAILED')
    const { cases, run } = sampleRun().result
    const named = (...verdicts: readonly string[]): readonly string[] =>
      cases.filter(({ verdict }) => verdicts.includes(verdict)).map(({ id, variant }) => `${id} [${variant}]`)
    expect(predicate.passedTests).toEqual(named('pass'))
    expect(predicate.failedTests).toEqual(named('fail', 'incomplete'))
    const { notCovered, manifest, profile } = predicate.fapiAssay
    expect(notCovered.skipped.map(({ case: id }) => id)).toEqual(
      cases.filter(({ verdict }) => verdict === 'skip').map(({ id }) => id),
    )
    expect(notCovered.incomplete).toEqual([expect.objectContaining({ reason: expect.stringContaining('TLS 1.1') })])
    expect(profile).toEqual(run.profile)
    const files = (await listFiles(folder)).map(({ path }) => path).filter((path) => path !== 'attestation.json')
    expect(manifest.map(({ path }) => path)).toEqual(files)
    for (const { path, sha256 } of manifest) expect(hash('sha256', await read(path), 'hex'), path).toBe(sha256)
  })

  it('is what the published schema says, and no member of it may go', async () => {
    const validate = new Ajv2020({ strict: true }).compile(attestationSchema)
    const signed = await statement()
    expect(validate(signed), JSON.stringify(validate.errors)).toBe(true)
    const { fapiAssay } = signed.predicate
    for (const name of Object.keys(fapiAssay)) {
      const less = Object.fromEntries(Object.entries(fapiAssay).filter(([key]) => key !== name))
      expect(validate({ ...signed, predicate: { ...signed.predicate, fapiAssay: less } }), name).toBe(false)
    }
  })

  it('has the same digest signed or not, and another one after a change', async () => {
    const before = await check()
    await rm(join(folder, 'attestation.json'))
    const unsigned = await check()
    expect(unsigned.evidenceDigest).toBe(before.evidenceDigest)
    await writeFile(join(folder, 'junit.xml'), '<x/>')
    expect((await check()).evidenceDigest).not.toBe(before.evidenceDigest)
  })
})

describe('what was tampered with', () => {
  it('one flipped bit in any file is caught, and the file is named', async () => {
    for (const { path } of await listFiles(folder)) {
      const bytes = await read(path)
      const places = path === 'attestation.json' ? 12 : 8
      for (let n = 0; n < places; n++) {
        const at = Math.floor(((n + 0.5) * bytes.length) / places)
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ (1 << (n % 8))
        await writeFile(join(folder, path), changed)
        const found = await check()
        expect(found.answer, `${path} at ${at}`).toBe('not-ok')
        expect(
          found.problems.map(({ file }) => file),
          `${path} at ${at}`,
        ).toContain(path)
      }
      await writeFile(join(folder, path), bytes)
    }
    expect(await check()).toMatchObject({ answer: 'ok' })
  })

  it('every byte of the attestation counts, whatever bit of it is flipped', async () => {
    const bytes = await read('attestation.json')
    const known = new Set([partner.key.keyid])
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      const found = readAttestation(changed.toString('utf8'), known)
      expect(found.problems.length, `byte ${at}`).toBeGreaterThan(0)
    }
  })

  it('names what is missing, extra, moved, or a link', async () => {
    await rm(join(folder, 'junit.xml'))
    await writeFile(join(folder, 'notes.txt'), 'hello')
    await rename(join(folder, 'suite.json'), join(folder, 'suite2.json'))
    await rm(join(folder, 'report.html'))
    await symlink('/dev/null', join(folder, 'report.html'))
    expect(await problems()).toEqual(
      expect.arrayContaining([
        'missing junit.xml',
        'extra notes.txt',
        'missing suite.json',
        'extra suite2.json',
        'unreadable report.html',
      ]),
    )
  })

  it('says at which line and member a file was changed', async () => {
    const text = (await read('run.json')).toString()
    await writeFile(join(folder, 'run.json'), text.replace('"expires_in below 600"', '"expires_in below 900"'))
    const { problems: found } = await check()
    const changed = found.find(({ kind }) => kind === 'changed')
    const line = text.split('\n').findIndex((one) => one.includes('"expires_in below 600"')) + 1
    const [, first, last] = /^lines? (\d+)(?: to (\d+))?, from cases\[\d+\]/.exec(changed?.where ?? '') ?? []
    expect(Number(first)).toBeLessThanOrEqual(line)
    expect(Number(last ?? first)).toBeGreaterThanOrEqual(line)
    const index = sampleRun().result.cases.findIndex(({ id }) => id === 'par-expires-in-below-600')
    expect(await problems()).toContain(`contradiction run.json cases[${index}]`)
  })

  it('says which exchange was changed', async () => {
    const lines = (await read('exchanges.har')).toString().split('\n')
    const at = lines.findIndex((line) => line.startsWith('{"startedDateTime"'))
    const id = /"_id":"([^"]+)"/.exec(lines[at] ?? '')?.[1]
    await writeFile(
      join(folder, 'exchanges.har'),
      lines.with(at, (lines[at] ?? '').replace('"status":', '"status": ')).join('\n'),
    )
    expect(await problems()).toContain(`contradiction exchanges.har exchange ${id}`)
  })

  it.each<[string, (lines: string[]) => string[], string]>([
    ['changed', (lines) => lines.with(4, (lines[4] ?? '').replace('"kind"', '"Kind"')), 'chain events.jsonl line 5'],
    ['changed in its time', (lines) => lines.with(4, (lines[4] ?? '').replace('T', 't')), 'chain events.jsonl line 6'],
    ['taken out', (lines) => lines.toSpliced(4, 1), 'chain events.jsonl line 5'],
    ['put in', (lines) => lines.toSpliced(4, 0, lines[3] ?? ''), 'chain events.jsonl line 5'],
    ['moved', (lines) => lines.with(4, lines[5] ?? '').with(5, lines[4] ?? ''), 'chain events.jsonl line 5'],
    ['cut off at the end', (lines) => lines.slice(0, -2).concat(''), 'chain events.jsonl line'],
  ])('a line of the event log that was %s', async (_, change, expected) => {
    const lines = (await read('events.jsonl')).toString().split('\n')
    await writeFile(join(folder, 'events.jsonl'), change(lines).join('\n'))
    expect(
      (await problems()).some((problem) => problem.startsWith(expected)),
      (await problems()).join('; '),
    ).toBe(true)
    // The chain needs no signature.
    await rm(join(folder, 'attestation.json'))
    expect((await problems()).some((problem) => problem.startsWith(expected))).toBe(true)
  })

  it('a statement that was signed about another result than that of the files', async () => {
    const other = await mkdtemp(join(tmpdir(), 'other-'))
    const { result, ...run } = sampleRun()
    const renamed = { ...result, run: { ...result.run, observedBy: 'operator' as const } }
    const seal = { keys: [partner.key], secrets: [] }
    await writeRun({
      ...run,
      result: renamed,
      folder: other,
      reports: fileReports,
      token: 'bb',
      screenshots: [screenshot],
      seal,
    })
    await cp(join(other, 'attestation.json'), join(folder, 'attestation.json'))
    await rm(other, { recursive: true })
    expect(await problems()).toContain('contradiction run.json run.observedBy')
  })
})

describe('terms', () => {
  it('age, profile and version', async () => {
    const { profile } = sampleRun().result.run
    expect(await problems({ maxAgeMs: 2 * 86_400_000, profile, minTool: '0.0.1' })).toEqual([])
    expect(await problems({ maxAgeMs: 3_600_000 })).toEqual(['age'])
    expect(await problems({ now: NOW - 2 * 86_400_000 })).toEqual(['age'])
    expect(await problems({ profile: { id: 'other' } })).toEqual(['profile'])
    expect(await problems({ profile: { ...profile, digest: `sha256:${'0'.repeat(64)}` } })).toEqual(['profile'])
    expect(await problems({ minTool: '99.0.0' })).toEqual(['tool'])
  })

  it('cannot be told without a key, with another key, or unsigned', async () => {
    expect(await check({ keys: [] })).toMatchObject({ answer: 'cannot-tell', problems: [{ kind: 'unknown-key' }] })
    expect(await check({ keys: operator.trusted })).toMatchObject({
      answer: 'cannot-tell',
      signers: [{ known: false }],
    })
    await rm(join(folder, 'attestation.json'))
    expect(await check()).toMatchObject({
      answer: 'cannot-tell',
      problems: [{ kind: 'unsigned' }],
      result: 'non-conformant',
    })
  })

  it('a folder without a run is no evidence', async () => {
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true })
    await expect(check()).rejects.toMatchObject({ code: 'NOT_A_RUN' })
    await expect(check({ folder: join(folder, 'nowhere') })).rejects.toMatchObject({ code: 'UNREADABLE' })
  })
})

describe('signing later', () => {
  const sign = (keys = [operator.key]) => signFolder({ folder, keys, secrets: [], now: NOW, token: 'cc' })

  it('adds a signature to the same statement', async () => {
    const before = await statement()
    expect(await sign()).toMatchObject({ coSigned: true, keyids: [partner.key.keyid, operator.key.keyid] })
    expect(await statement()).toEqual(before)
    const found = await check({ keys: operator.trusted })
    expect(found).toMatchObject({ answer: 'ok' })
    expect(found.signers.map(({ keyid, known }) => [keyid, known])).toEqual([
      [partner.key.keyid, false],
      [operator.key.keyid, true],
    ])
    // A second time replaces the first.
    expect((await sign()).keyids.length).toBe(2)
  })

  it('signs a folder that was not signed', async () => {
    await rm(join(folder, 'attestation.json'))
    const { id: run, target } = sampleRun().result.run
    const says = { run, target: target.id, result: 'non-conformant', observedBy: 'self' }
    expect(await sign()).toEqual({ coSigned: false, keyids: [operator.key.keyid], says })
    expect(await check({ keys: operator.trusted })).toMatchObject({ answer: 'ok' })
  })

  it('takes away what a killed process left beside the folder, but not what one may still be writing', async () => {
    const [old, fresh] = ['old', 'fresh'].map(
      (name) => `${folder}/../.${basename(folder)}.attestation.json.${name}.tmp`,
    )
    for (const path of [old, fresh]) await writeFile(path ?? '', 'half an attest')
    await utimes(old ?? '', new Date(0), new Date(0))
    await signFolder({ folder, keys: [operator.key], secrets: [], now: Date.now(), token: 'ee' })
    const left = (await readdir(join(folder, '..'))).filter((name) => name.startsWith(`.${basename(folder)}.`))
    await rm(fresh ?? '')
    expect(left).toEqual([basename(fresh ?? '')])
  })

  it('signs in the folder itself where nothing can be written beside it', async () => {
    // Its name is as long as a name can be, so that of the temporary file would be too long.
    const long = join(folder, 'r'.repeat(255))
    await cp(original, long, { recursive: true })
    await signFolder({ folder: long, keys: [operator.key], secrets: [], now: NOW, token: 'ff' })
    expect(await check({ folder: long, keys: operator.trusted })).toMatchObject({ answer: 'ok', problems: [] })
  })

  it('refuses what is not as the run left it', async () => {
    const text = (await read('run.json')).toString()
    await writeFile(join(folder, 'run.json'), text.replace('non-conformant', 'conformant'))
    await expect(sign()).rejects.toMatchObject({ code: 'NOT_GENUINE', message: expect.stringContaining('run.json') })
    await rm(join(folder, 'attestation.json'))
    await expect(sign()).rejects.toMatchObject({ code: 'NOT_GENUINE', message: expect.stringContaining('"result"') })
  })

  it('refuses what holds the secrets of the target', async () => {
    await rm(join(folder, 'attestation.json'))
    const secrets = ['acct-canary-0815-secret']
    await writeFile(join(folder, 'report.html'), `<p>${Buffer.from(secrets[0] ?? '').toString('base64')}</p>`)
    const attempt = signFolder({ folder, keys: [operator.key], secrets, now: NOW, token: 'dd' })
    await expect(attempt).rejects.toMatchObject({
      code: 'LEAK',
      message: expect.stringContaining('report.html, line 1'),
    })
    expect(await readdir(folder)).not.toContain('attestation.json')
  })
})
