import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { doctor } from '../../src/app/doctor.ts'
import type { DoctorCheck } from '../../src/app/types.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import type { Sandbox } from '../../src/sandbox/types.ts'

const dir = mkdtempSync(join(tmpdir(), 'assay-doctor-'))
let sandbox: Sandbox
let text = ''
beforeAll(async () => {
  const variants = [{}, { client_auth: 'tls_client_auth', sender_constraint: 'mtls', openid: false }] as const
  sandbox = await startSandbox({ dir, variants })
  text = readFileSync(sandbox.targetFile, 'utf8')
})
afterAll(async () => {
  await sandbox.close()
  rmSync(dir, { recursive: true, force: true })
})

/** What doctor says of the sandbox's target file with this change. */
async function examine(change: (text: string) => string): Promise<readonly DoctorCheck[]> {
  const target = join(dir, 'changed.yaml')
  const changed = change(text)
  writeFileSync(target, changed)
  return doctor({ target, env: {} })
}

/** All that is not well, as `id status`. */
const unwell = (checks: readonly DoctorCheck[]): readonly string[] =>
  checks.filter(({ status }) => status !== 'ok').map(({ id, status }) => `${id} ${status}`)

describe('doctor', () => {
  it('finds nothing wrong with the sandbox, and tells of each check as soon as it is made', async () => {
    const told: DoctorCheck[] = []
    const checks = await doctor({ target: sandbox.targetFile, env: {}, onCheck: (check) => told.push(check) })
    // The certificates of a throwaway server are short-lived: a warning, and rightly so.
    expect(unwell(checks).filter((one) => !one.endsWith('certificate warning'))).toEqual([])
    expect(told).toEqual(checks)
    expect(new Set(checks.map(({ id }) => id))).toEqual(
      new Set([
        ...['target-file', 'metadata', 'clock', 'server-certificate', 'endpoints', 'signing-alg', 'client-certificate'],
        ...['client-registered', 'login', 'token', 'resource'],
      ]),
    )
    expect(checks.filter(({ id }) => id === 'resource')).toHaveLength(4)
  })

  it('names every fault of the target file, with its place and remedy, and goes no further', async () => {
    const checks = await examine((yaml) =>
      yaml.replace(/keys\/(pkjwt-dpop-client1)/, 'keys/none-$1').replace('scope: openid', 'scop: openid'),
    )
    expect(new Set(checks.map(({ id }) => id))).toEqual(new Set(['target-file']))
    expect(checks[0]?.observed).toMatch(/changed\.yaml:\d+:\d+: .*"scop"/)
    expect(checks[0]?.remedy).toContain('"scope"')
  })

  it('tells an unknown client from a login that fails, and tries a wrong password once only', async () => {
    const unknown = await examine((yaml) => yaml.replace('id: pkjwt-dpop-client1', 'id: nobody'))
    const first = unknown.find(({ status }) => status === 'problem')
    expect(first).toMatchObject({ id: 'client-registered', about: 'private_key_jwt+dpop+openid client1' })
    expect(first?.remedy).toMatch(/thumbprint [\w-]{43} for client "nobody"/)

    writeFileSync(join(dir, 'wrong'), 'wrong password')
    const wrong = await examine((yaml) => yaml.replace(/password: \$file:\S+/, 'password: $file:wrong'))
    const logins = wrong.filter(({ id }) => id === 'login').map(({ status }) => status)
    expect(logins).toEqual(['problem', 'unknown', 'unknown', 'unknown'])
    expect(wrong.filter(({ id }) => id === 'client-registered').every(({ status }) => status === 'ok')).toBe(true)
    expect(wrong.find(({ id }) => id === 'login')?.remedy).toContain('"login"')
  })

  it('says so when the server does not answer, is not trusted, or is another issuer', async () => {
    const away = await examine((yaml) => yaml.replace(/^issuer: .*$/m, 'issuer: https://127.0.0.1:1'))
    expect(unwell(away)).toEqual(['metadata problem', 'clock unknown', 'server-certificate unknown'])
    const untrusted = await examine((yaml) => yaml.replace(/^trust: .*$/m, ''))
    expect(untrusted.find(({ id }) => id === 'metadata')?.remedy).toContain('trust: { ca')
    const other = await examine((yaml) => yaml.replace(/^issuer: https:\/\/127\.0\.0\.1/m, 'issuer: https://localhost'))
    expect(other.find(({ id }) => id === 'metadata')).toMatchObject({
      status: 'problem',
      observed: expect.stringContaining('in the target file it is "https://localhost'),
    })
  })

  it('stops when interrupted', async () => {
    const checks = await doctor({ target: sandbox.targetFile, env: {}, signal: AbortSignal.abort() })
    expect(checks.some(({ id }) => id === 'resource')).toBe(false)
  })
})
