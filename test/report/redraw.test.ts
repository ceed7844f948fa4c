import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAssay } from '../../src/app/runAssay.ts'
import { evidenceFormats } from '../../src/evidence/evidenceFormats.ts'
import { readRun } from '../../src/evidence/readRun.ts'
import { fileReports, reports } from '../../src/report/reports.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import type { Sandbox } from '../../src/sandbox/types.ts'
import { schemaErrors } from './exportSchemas.ts'

/** A real run over real TLS: what its folder holds is looked at here. */
let root: string
let sandbox: Sandbox | undefined
let folder: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'redraw-'))
  folder = join(root, 'run')
  const variants = [
    { client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true },
    { client_auth: 'tls_client_auth', sender_constraint: 'mtls', openid: false },
  ] as const
  sandbox = await startSandbox({ dir: join(root, 'sandbox'), variants, defects: ['par-expires-in'] })
  const only = ['par-re*', 'honest-*', 'dpop-token-htu*', 'token-response*', 'refresh-*', 'mtls-*']
  await runAssay({
    profile: 'fapi2-security-profile',
    target: sandbox.targetFile,
    out: folder,
    only,
    slow: false,
    env: {},
  })
})
afterAll(async () => {
  await sandbox?.close()
  await rm(root, { recursive: true, force: true })
})

const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')

async function allTexts(): Promise<readonly string[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(json|har|xml|html|jsonl)$/.test(name))
  return Promise.all(names.map(read))
}

describe('the folder of a real run', () => {
  it('holds evidence and reports, and no log of an unfinished run', async () => {
    expect((await readdir(folder)).filter((name) => name !== 'screenshots').sort()).toEqual([
      'events.jsonl',
      'exchanges.har',
      'junit.xml',
      'report.html',
      'run.json',
      'suite.json',
    ])
  })

  it.each(['sarif', 'ctrf', 'oscal'])('is exported as valid %s', async (format) => {
    expect(schemaErrors(format, reports[format]?.(await readRun(folder)) ?? '')).toEqual([])
  })

  it('has a HAR that developer tools open', async () => {
    expect(schemaErrors('har', await read('exchanges.har'))).toEqual([])
  })

  it.each(Object.keys(fileReports))('%s is drawn again from it to the byte', async (name) => {
    expect(fileReports[name]?.(await readRun(folder))).toBe(await read(name))
  })

  it('run.json and exchanges.har come out of it as they went in', async () => {
    const run = await readRun(folder)
    expect(evidenceFormats.json(run)).toBe(await read('run.json'))
    expect(evidenceFormats.har(run)).toBe(await read('exchanges.har'))
    expect(run.exchanges.length).toBeGreaterThan(100)
  })

  it('has no key or password of the target in it', async () => {
    const names = await readdir(join(root, 'sandbox'), { recursive: true, withFileTypes: true })
    const files = await Promise.all(
      names.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')),
    )
    const members = files.flatMap((text) =>
      [...text.matchAll(/"(?:d|p|q|dp|dq|qi)":\s*"([\w-]{20,})"/g)].map(([, value = '']) => value),
    )
    const pem = files
      .filter((text) => text.includes('PRIVATE KEY'))
      .flatMap((text) => text.split('\n').filter((line) => line.length > 40 && !line.startsWith('-')))
    const passwords = files.filter((text) => /^\S{8,64}\s*$/.test(text)).map((text) => text.trim())
    expect([members.length > 5, pem.length > 5, passwords.length > 0]).toEqual([true, true, true])
    const texts = await allTexts()
    for (const secret of [...members, ...pem, ...passwords])
      expect(texts.some((text) => text.includes(secret))).toBe(false)
  })

  it('has no signed JWT, token, code, verifier or cookie in it', async () => {
    for (const text of await allTexts()) {
      expect(text.match(/eyJ[\w-]+\.[\w-]*\.[\w-]{16,}/)?.[0]).toBeUndefined()
      expect(
        text.match(
          /\b(?:access_token|refresh_token|id_token|code|code_verifier|client_secret)=(?!\[redacted|eyJ|%5B|&|$)[\w~.%-]{16,}/,
        )?.[0],
      ).toBeUndefined()
      expect(
        text.match(/\\"(?:access_token|refresh_token)\\": ?\\"(?!\[redacted|eyJ)[\w~.-]{16,}/)?.[0],
      ).toBeUndefined()
      expect(text.match(/"(?:set-)?cookie","value":"[\w.]+=(?!\[redacted|;)[^;"]{8,}/i)?.[0]).toBeUndefined()
    }
    // The searches above mean something only if such values were there.
    const har = await read('exchanges.har')
    for (const kind of ['access_token', 'code', 'code_verifier', 'cookie', 'jwt', 'request_uri', 'field'])
      expect(har, kind).toContain(`[redacted:${kind}:`)
  })
})
