import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { StatusLine, StatusRecord } from '../../src/index.ts'
import { readOperatorKeys } from '../../src/status/changeStore.ts'
import { recordRun } from '../../src/status/recordRun.ts'
import { testKey } from '../evidence/signing.ts'
import { KEY, recordOptions, runResult } from '../status/runResult.ts'
import { typed } from './typed.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-cli-status-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let record = ''
let count = 0
beforeEach(() => {
  record = join(folder, `${++count}.db`)
})

const HOUR_MS = 3_600_000
const key = Object.entries(KEY).flatMap(([name, value]) => [`--${name}`, value])
const by = ['--by', 'ann', '--reason', 'contract signed']
const status = (...words: readonly string[]) => typed(['status', ...words, '--record', record], {}, { folder })
/** A command that changes one record. */
const change = (...words: readonly string[]) => status(...words, ...key, ...by)
const run = (id: string, result: 'conformant' | 'non-conformant', ago: number) =>
  recordRun(record, runResult(id, result, Date.now() - ago * HOUR_MS), {
    ...recordOptions(Date.now(), { folder: join(folder, id) }),
  })

describe('assay status', () => {
  it('lists where every application stands, and what is due next', async () => {
    await change('register')
    expect((await status()).out).toMatch(
      /^organisation \/ application +profile +environment +state +next due +why\nAcme Bank \/ acme-sandbox +fapi2-security-profile +sandbox +registered +- +registered, no run yet\n$/,
    )
    await new Promise((resolve) => setTimeout(resolve, 2))
    await run('r1', 'conformant', 0)
    const { out } = await status('list', '--state', 'conformant')
    expect(out).toMatch(/conformant {2}\d{4}-\d\d-\d\d {2}the validity of the last certifying run ends on/)
    const lines = JSON.parse((await status('list', '--json')).out) as StatusLine[]
    expect(lines).toMatchObject([{ ...KEY, state: 'conformant', certifiedBy: 'r1', runs: 1 }])
    expect(await status('list', '--organisation', 'Nobody')).toEqual({
      ...{ code: 0, out: '', err: `No application in "${record}" matches.\n` },
    })
    expect((await status('list', '--state', 'splendid')).code).toBe(2)
  })

  it('shows a record with credentials, runs and changes, and its log as JSON', async () => {
    await change('register')
    await change('credential', '--issued', 'c1', '--expires', '2099-01-01', '--rotate-by', '2098-01-01')
    await run('r1', 'non-conformant', 0)
    const { out } = await status('show')
    expect(out).toContain('Acme Bank / acme-sandbox  fapi2-security-profile  sandbox\n')
    expect(out).toContain('  certificate c1: expires 2099-01-01, rotate by 2098-01-01\n')
    expect(out).toMatch(/Z {2}non-conformant {2}operator {2}3 pass, 0 warn, 2 fail, 0 incomplete {2}r1 {2}\S+r1\n/)
    expect(out).toMatch(/Z {2}- -> registered +ann +registered, no run yet\n/)
    expect(out).toMatch(/Z {2}credentialed -> testing +rule {2}run r1 was not conformant\n/)
    const [shown] = JSON.parse((await status('show', '--json')).out) as StatusRecord[]
    expect(shown?.log.map(({ kind, actor }) => `${kind} ${actor}`)).toEqual([
      ...['registration ann', 'transition ann', 'credential-issued ann', 'transition rule', 'run operator'],
      'transition rule',
    ])
  })

  it('registers, suspends, offboards by a named operator, and refuses what is not allowed with what is', async () => {
    expect((await change('register', '--directory-organisation', 'o1', '--directory-server', 's1')).code).toBe(0)
    const refused = await change('set', 'conformant')
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('from there it can be set to "suspended", "revoked", "offboarded"')
    expect((await change('set', 'suspended')).out).toContain('suspended since')
    expect((await change('set', 'offboarded')).out).toMatch(/suspended -> offboarded {2}ann +contract signed/)
    expect((await change('note', '--directory', 'active')).code).toBe(0)
  })

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no record', ['set', 'suspended', ...key], /option "--by <name>" is missing/],
    ['no reason', ['set', 'suspended', ...key, '--by', 'ann'], /option "--reason <text>" is missing/],
    ['a blank name', ['register', ...key, '--by', ' ', '--reason', 'x'], /"by" is empty/],
    ['the name of a rule', ['register', ...key, '--by', 'rule', '--reason', 'x'], /"by" is "rule"/],
    ['a record half named', ['register', '--organisation', 'A', ...by], /option "--application" is missing/],
    ['no such state', ['set', 'happy', ...key, ...by], /Allowed choices are registered, credentialed/],
    ['a date that is none', ['set', 'in-revision', '--due', 'soon', ...key, ...by], /a date expected.*"soon" seen/],
    ['two answers', ['credential', '--issued', 'a', '--revoked', 'b', ...key, ...by], /give one of/],
    ['half a directory', ['register', '--directory-server', 's', ...key, ...by], /go together/],
    ['what is not registered', ['set', 'suspended', ...key, ...by], /register it first/],
    ['a head that is none', ['verify', '--head', '12'], /"--head": <entry>:<hash>.*"12" seen/],
  ]
  it.each(wrong)('refuses %s', async (_name, words, message) => {
    const { code, out, err } = await status(...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(message)
  })

  it('exports the log with its head, and verifies the log against it', async () => {
    await change('register')
    const { err } = await status('export', '--out', 'log.jsonl')
    const head = /head elsewhere: (\d+:sha256:\w+)\n/.exec(err)?.[1] ?? ''
    const lines = readFileSync(join(folder, 'log.jsonl'), 'utf8').trimEnd().split('\n')
    expect(lines).toHaveLength(4)
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ seq: 1, kind: 'registration', actor: 'ann', key: KEY })
    expect(`${JSON.parse(lines[3] ?? '').head.seq}:${JSON.parse(lines[3] ?? '').head.hash}`).toBe(head)
    await run('r1', 'conformant', 0)
    const good = await status('verify', '--head', head)
    expect(good).toMatchObject({ code: 0, err: '' })
    expect(good.out).toMatch(/^4 entries, 1 records, head 4:sha256:\w{64}: intact\n$/)
    const other = await status('verify', '--head', `2:sha256:${'0'.repeat(64)}`)
    expect(other.code).toBe(1)
    expect(other.out).toContain('entry 2 is another one than the head that was kept of it')
    expect((await status('verify')).err).toContain('No --head was given')
  })

  it('announces a cut-over, sets operator keys, adds and removes a receiver', async () => {
    await change('register')
    await new Promise((resolve) => setTimeout(resolve, 2))
    await run('r1', 'conformant', 0)
    const cutover = ['cutover', '--profile', KEY.profile, '--from', '2026-01-01', '--digest', 'sha256:new', ...by]
    expect((await status(...cutover)).err).toBe(`1 records of profile "${KEY.profile}" are due by then.\n`)
    expect((await status()).out).toMatch(/expired +2026-01-01 {2}from 2026-01-01 on only runs/)
    const [pem, jwk] = [testKey('Ed25519'), testKey('ES256')]
    writeFileSync(join(folder, 'one.pem'), pem.publicPem)
    writeFileSync(join(folder, 'two.json'), JSON.stringify({ keys: jwk.trusted }))
    expect((await status('operator-keys', 'one.pem', ...by)).err).toBe('One operator key from now on.\n')
    expect((await status('operator-keys', 'one.pem', 'two.json', ...by)).err).toBe('2 operator keys from now on.\n')
    expect(await readOperatorKeys(record)).toEqual([...pem.trusted, ...jwk.trusted])
    writeFileSync(join(folder, 'private.pem'), pem.privatePem)
    const refused = await status('operator-keys', 'private.pem', ...by)
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('there is a private key in it') })
    expect((await status('operator-keys', ...by)).err).toContain('give key files, or "--none"')
    expect((await status('operator-keys', '--none', ...by)).err).toBe('0 operator keys from now on.\n')
    const webhook = ['--id', 'ops', '--url', 'https://hooks.example/', '--key', '$env:KEY']
    expect((await status('receiver', ...webhook, ...by)).code).toBe(0)
    expect((await status('receiver', '--id', 'other', '--remove', ...by)).err).toContain('there are: ops')
    expect((await status('receiver', '--id', 'ops', '--remove', ...by)).code).toBe(0)
    expect((await status('verify')).code).toBe(0)
  })
})
