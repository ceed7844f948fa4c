import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { runAssay } from '../../src/app/runAssay.ts'
import { writeRun } from '../../src/evidence/writeRun.ts'
import type { RunAssayOptions, Verification } from '../../src/index.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import { testKey } from '../evidence/signing.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { typed } from './typed.ts'

const root = mkdtempSync(join(tmpdir(), 'assay-sign-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const partner = testKey()
const operator = testKey('Ed25519')
writeFileSync(join(root, 'partner.pub'), partner.publicPem)
writeFileSync(join(root, 'partner.key'), partner.privatePem)
writeFileSync(join(root, 'operator.jwks.json'), JSON.stringify({ keys: [operator.key.jwk] }))
const env = { OPERATOR_KEY: operator.privatePem }

let made = 0
let run: string
beforeEach(async () => {
  run = `run${++made}`
  await writeRun({ ...sampleRun(), folder: join(root, run), reports: {}, token: 'aa' })
})
const assay = (...words: readonly string[]) => typed(words, {}, { env, folder: root })

describe('assay sign and verify', () => {
  it('unsigned, signed, co-signed, changed', async () => {
    expect((await assay('verify', run)).code).toBe(3)
    const signed = await assay('sign', run, '--key', join(root, 'partner.key'))
    expect(signed).toEqual({ code: 0, out: `${partner.key.keyid}\n`, err: expect.stringContaining(`Signed ${run}`) })
    expect(signed.err).toMatch(/^You vouch for this: run \S+ of \S+, non-conformant, observed by self\n/)
    expect((await assay('verify', run, '--key', join(root, 'operator.jwks.json'))).code).toBe(3)
    const co = await assay('sign', run, '--key', '$env:OPERATOR_KEY', '--json')
    expect(JSON.parse(co.out)).toMatchObject({ coSigned: true, keyids: [partner.key.keyid, operator.key.keyid] })
    for (const key of ['partner.pub', 'operator.jwks.json'])
      expect((await assay('verify', run, '--key', join(root, key))).code).toBe(0)
    await appendFile(join(root, run, 'suite.json'), ' ')
    const changed = await assay('verify', run, '--key', join(root, 'partner.pub'))
    expect(changed.code).toBe(1)
    expect(changed.out).toMatch(/^Not in order\n {2}suite\.json, line .*was changed after it was signed/)
    const refused = await assay('sign', run, '--key', join(root, 'partner.key'))
    expect(refused).toMatchObject({ code: 2, out: '', err: expect.stringContaining('is not signed, because') })
  })

  it('terms: age, profile, version', async () => {
    await assay('sign', run, '--key', join(root, 'partner.key'))
    const verify = async (...words: readonly string[]): Promise<Verification> =>
      JSON.parse((await assay('verify', run, '--json', '--key', join(root, 'partner.pub'), ...words)).out)
    expect(await verify()).toMatchObject({ answer: 'ok', observedBy: 'self', runId: sampleRun().result.run.id })
    expect((await verify('--max-age', '1s')).problems).toMatchObject([{ kind: 'age' }])
    expect((await verify('--profile', 'fapi2-message-signing')).problems).toMatchObject([{ kind: 'profile' }])
    expect((await verify('--min-tool', '9.0.0')).problems).toMatchObject([{ kind: 'tool' }])
  })

  it.each([
    [['verify', 'nowhere'], 'cannot be listed'],
    [['verify', 'run1', '--max-age', 'long'], 'A duration such as'],
    [['verify', 'run1', '--key', 'nowhere.pem'], 'the file cannot be read'],
    [['sign', 'run1'], '"--key <key>" is missing'],
    [['sign', 'run1', '--key', '$env:NOTHING'], 'no environment variable NOTHING'],
    [['run', '--observed-by', 'me'], '"self" or "operator" is expected'],
    [['run', '--commit', 'abc123'], 'A full commit id'],
  ])('%j is wrong usage', async (words, message) => {
    const { code, out, err } = await assay(...words)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })

  it('no message holds the text of a key', async () => {
    const pasted = await assay('sign', run, '--key', partner.privatePem)
    expect(pasted.code).toBe(2)
    expect(pasted.err).not.toContain(partner.privatePem.split('\n')[1])
    const swapped = await assay('verify', run, '--key', join(root, 'partner.key'))
    expect(swapped).toMatchObject({ code: 2, err: expect.stringContaining('there is a private key in it') })
    expect(swapped.err).not.toContain(partner.privatePem.split('\n')[1])
  })

  it('run hands keys, observer and commit on', async () => {
    const asked: RunAssayOptions[] = []
    const commit = 'A'.repeat(40)
    const words = [
      'run',
      '--profile',
      'p',
      '--target',
      't',
      '--sign',
      'a',
      '--sign',
      '$env:B',
      '--observed-by',
      'operator',
    ]
    await typed([...words, '--commit', commit], {
      runAssay: async (options) => {
        asked.push(options)
        throw new Error('enough')
      },
    })
    expect(asked).toMatchObject([{ sign: ['a', '$env:B'], observedBy: 'operator', commit: commit.toLowerCase() }])
  })
})

it('a real run is signed, verified, and refused where the folder holds something else', async () => {
  const sandbox = await startSandbox({ dir: join(root, 'sandbox'), variants: [{}] })
  try {
    const out = join(root, 'signed')
    const options = { profile: 'fapi2-security-profile', target: sandbox.targetFile, slow: false, env: {} }
    const more = { out, only: ['par-re*', 'honest-*'], sign: [join(root, 'partner.key')], commit: 'b'.repeat(40) }
    await runAssay({ ...options, ...more, observedBy: 'operator' })
    const { code, out: text } = await assay('verify', 'signed', '--key', join(root, 'partner.pub'), '--json')
    expect(code).toBe(0)
    expect(JSON.parse(text)).toMatchObject({ answer: 'ok', observedBy: 'operator', partial: true })
    expect(readdirSync(out)).not.toContain('running.jsonl')
    writeFileSync(join(out, 'notes.txt'), 'mine')
    await expect(runAssay({ ...options, ...more })).rejects.toMatchObject({ code: 'FOREIGN_FILES' })
  } finally {
    await sandbox.close()
  }
})
