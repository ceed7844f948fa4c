import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunResult } from '../../src/index.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import type { Sandbox } from '../../src/sandbox/types.ts'
import { readStatus } from '../../src/status/readStatus.ts'
import { createCa } from '../support/pki.ts'
import { typed } from './typed.ts'

const dir = mkdtempSync(join(tmpdir(), 'assay-input-'))
let sandbox: Sandbox
let target: string
beforeAll(async () => {
  const mtls = { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } as const
  sandbox = await startSandbox({ dir, variants: [{}, mtls] })
  target = readFileSync(sandbox.targetFile, 'utf8')
  const days = (count: number): Date => new Date(Date.now() + count * 86_400_000)
  const old = await (await createCa()).issue({ notBefore: days(-20), notAfter: days(-10) })
  writeFileSync(join(dir, 'certs', 'old.pem'), old.cert)
  writeFileSync(join(dir, 'keys', 'old.key'), old.key)
})
afterAll(async () => {
  await sandbox.close()
  rmSync(dir, { recursive: true, force: true })
})

const words = (file: string, ...more: readonly string[]) => [
  ...['run', '--profile', 'fapi2-security-profile', '--target', file, '--no-slow', '--only', 'par-*'],
  ...['--only', 'honest-flow', ...more],
]

/** The target file with one change, as a new file beside it. */
function changed(name: string, change: (text: string) => string): string {
  const text = change(target)
  expect(text).not.toBe(target)
  writeFileSync(join(dir, name), text)
  return join(dir, name)
}

const rows: readonly (readonly [string, (text: string) => string, RegExp])[] = [
  ['an unknown key', (t) => t.replace(/^scope:/m, 'scpe:'), /:\d+:1: unknown key "scpe"[\s\S]*did you mean "scope"/],
  [
    'a key file that is not there',
    (t) => t.replace(/jwks: \S+/, 'jwks: keys/none.json'),
    /:\d+:\d+: "jwks" names a file that cannot be read[\s\S]*there is no such file/,
  ],
  [
    'a key that does not belong to its certificate',
    (t) => t.replace(/key: \S+client1\.key/, 'key: keys/pki-mtls-client2.key'),
    /:\d+:\d+: "key" is not the key of "cert"/,
  ],
  [
    'an expired client certificate',
    (t) => t.replace(/tls: \{ cert: [^}]+client1\.pem[^}]+\}/, 'tls: { cert: certs/old.pem, key: keys/old.key }'),
    /:\d+:\d+: "cert" has expired[\s\S]*renew the certificate/,
  ],
  [
    'a password in a variable that is not set',
    (t) => t.replace(/password: \S+/, 'password: $env:NO_SUCH_NAME'),
    /:\d+:\d+: "password" cannot be read[\s\S]*NO_SUCH_NAME/,
  ],
  ['a password in clear', (t) => t.replace(/password: \S+/, 'password: hunter2-in-clear'), /"password"/],
  ['YAML that is none', (t) => t.replace('variants:', 'variants: ['), /:\d+:\d+: not valid YAML/],
]

describe('a target file with a mistake ends with 2 before anything is sent', () => {
  it.each(rows)('%s', async (name, change, message) => {
    const out = join(dir, 'never')
    const { code, err } = await typed(words(changed(`${name.replace(/\W/g, '-')}.yaml`, change), '--out', out))
    expect(code).toBe(2)
    expect(err).toMatch(message)
    expect(err).not.toMatch(/^ {4}at /m)
    // Neither a secret in the wrong place is repeated nor a run left behind.
    expect(err).not.toContain('hunter2-in-clear')
    expect(existsSync(out)).toBe(false)
  })
})

it('every mistake of case files is named at its place, those of all files at once', async () => {
  mkdirSync(join(dir, 'own'), { recursive: true })
  const file = (name: string, lines: readonly string[]): void =>
    writeFileSync(join(dir, 'own', `${name}.yaml`), `suite: own/${name}\ncases:\n${lines.join('\n')}\n`)
  file('names', [
    '  - id: own-a',
    '    refs: [NO-SUCH-REQUIREMENT]',
    '    at: par.form',
    '    mutate: { set: { a: $no_such_symbol } }',
    '    expect: { reject: invalid_request }',
  ])
  file('forms', [
    '  - id: own-b',
    '    refs: [FAPI2-SP-5.3.2.2-5]',
    '    at: pushing.form',
    '    mutate: { delete: state }',
    '    expect: { reject: invalid_request }',
    '    colour: blue',
  ])
  const { code, err } = await typed(words(sandbox.targetFile, '--suite', join(dir, 'own'), '--out', join(dir, 'never')))
  expect(code).toBe(2)
  for (const [place, text] of [
    ['names.yaml:4', 'NO-SUCH-REQUIREMENT'],
    ['names.yaml:6', '$no_such_symbol'],
    ['forms.yaml:5', 'pushing'],
    ['forms.yaml:6', 'delete'],
    ['forms.yaml:8', 'colour'],
  ] as const)
    expect(err).toMatch(new RegExp(`${place}:\\d+: .*${text.replace('$', '\\$')}`))
})

describe('a login page that has changed', () => {
  it.each([
    [
      'from what the steps of the target file say',
      (t: string) =>
        t.replace(
          /^login:/m,
          'login:\n  steps: [{ fill: { "#old-user": $username, "#old-pass": $password } }, { click: "#go" }]',
        ),
      /page "[^"]+" at "https:[^"]+" \(status 200\): step 1 of "login.steps" does not fit the page: no element matches "#old-user"/,
    ],
    [
      'so that the password is refused',
      (t: string) => t.replace(/username: \S+/, 'username: nobody'),
      /the login page came back after the password was sent[\s\S]*check "login.username" and "login.password"/,
    ],
  ])('%s is no fault of the server: incomplete, attributed to the configuration', async (name, change, message) => {
    const out = join(dir, `login-${name.length}`)
    const file = changed(`login-${name.length}.yaml`, (t) =>
      change(t.replace(/ {2}- client_auth: tls[\s\S]*?^scope/m, 'scope')),
    )
    const { code, err } = await typed(words(file, '--out', out))
    expect(code).toBe(3)
    expect(err).not.toMatch(/^ {4}at /m)
    const run = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as RunResult
    const honest = run.cases.find(({ id }) => id === 'honest-flow')
    expect(honest).toMatchObject({ verdict: 'incomplete', attributed: 'config' })
    expect(honest?.reason).toMatch(message)
    // The page itself is among the evidence.
    expect(readFileSync(join(out, 'exchanges.har'), 'utf8')).toMatch(/<form/)
    // What needs no login is still tested; nothing that needs one is said to be well.
    const beyond = run.cases.filter(({ id }) => id.startsWith('par-response-type') || id === 'par-long-state')
    expect(beyond.filter(({ verdict }) => verdict !== 'incomplete')).toEqual([])
  })
})

it('a folder that cannot be written at the end leaves at least the sum of the verdicts', async () => {
  const out = join(dir, 'taken')
  mkdirSync(join(out, 'run.json', 'in-the-way'), { recursive: true })
  const { code, err } = await typed(words(sandbox.targetFile, '--out', out))
  expect(code).toBe(2)
  expect(err).toMatch(/^not written: conformant: \d+ pass, \d+ skip$/m)
  expect(err).toMatch(/cannot write "[^"]+run\.json/)
  expect(err).not.toMatch(/^ {4}at /m)
})

it('two runs at once into one record are both in it', async () => {
  const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')
  const record = join(dir, 'status.db')
  const codes = ['one', 'two'].map(async (name) => {
    const line = words(sandbox.targetFile, '--record', record, '--out', join(dir, name))
    const child = spawn(process.execPath, [main, ...line], { stdio: 'ignore' })
    return (await once(child, 'close'))[0]
  })
  expect(await Promise.all(codes)).toEqual([0, 0])
  const [status] = await readStatus(record, {}, { now: Date.now() })
  expect(status?.runs.map(({ folder }) => folder).sort()).toEqual([join(dir, 'one'), join(dir, 'two')])
})
