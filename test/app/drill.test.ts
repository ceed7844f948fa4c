import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type RunAssayResult, runAssay } from '../../src/app/runAssay.ts'
import { PlanError } from '../../src/plan/PlanError.ts'
import type { Variant } from '../../src/profile/types.ts'
import { createCredentials } from '../../src/sandbox/credentials.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import { createWire } from '../../src/wire/createWire.ts'

const root = mkdtempSync(join(tmpdir(), 'drill-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const credentials = createCredentials()
let count = 0

interface Change {
  readonly drills?: boolean
  readonly variant?: Partial<Variant>
  readonly variants?: readonly Partial<Variant>[]
  readonly defects?: readonly string[]
  readonly only?: readonly string[]
  readonly target?: (text: string) => string
  readonly limits?: string
}

/** Drills against a sandbox of its own. */
async function drill(change: Change, during = async (_target: string): Promise<void> => {}): Promise<RunAssayResult> {
  const { drills = true, variant = {}, variants = [variant], defects = [], only, target, limits } = change
  count += 1
  const dir = join(root, String(count))
  const sandbox = await startSandbox({ dir, variants, defects, drills, credentials: await credentials })
  try {
    const text = readFileSync(sandbox.targetFile, 'utf8')
    if (target) writeFileSync(sandbox.targetFile, target(text))
    const profile = join(dirname(sandbox.targetFile), 'profile.yaml')
    writeFileSync(profile, `profile: own\ntitle: Own\nextends: fapi2-security-profile\n${limits ?? ''}`)
    await during(sandbox.targetFile)
    return await runAssay({
      profile,
      target: sandbox.targetFile,
      out: join(dir, 'run'),
      drills: true,
      env: {},
      ...(only ? { only } : {}),
    })
  } finally {
    await sandbox.close()
  }
}

const verdicts = ({ result }: RunAssayResult) =>
  Object.fromEntries(result.cases.map(({ id, verdict }) => [id, verdict]))
const caseOf = ({ result }: RunAssayResult, id: string) => result.cases.find((one) => one.id === id)

describe('drills', () => {
  it('measure how long a sound server takes, and certify nothing', async () => {
    const ran = await drill({ limits: 'limits: { revocation: 1s, rotation_window: 2s }\n' })
    const { 'drill-client-certificate-accepted': a, 'drill-client-certificate-retired': b, ...made } = verdicts(ran)
    expect([a, b]).toEqual(['skip', 'skip'])
    expect(new Set(Object.values(made))).toEqual(new Set(['pass']))
    expect(Object.keys(made)).toHaveLength(11)
    expect(ran.result.run.drills).toBe(true)
    expect(ran.exitCode).toBe(0)
    const offboarded = caseOf(ran, 'drill-client-offboarded')
    expect(offboarded?.findings.map(({ observed }) => observed.replace(/\d+ ms/, 'n ms'))).toEqual([
      'the client at the authorization server: refused after n ms',
      'the access token at the resource server: refused after n ms',
      'the refresh token: refused after n ms',
      'the access token at UserInfo: refused after n ms',
      'introspection by the client: refused after n ms',
      'revocation by the client: refused after n ms',
      'an authorization code: refused after n ms',
      'a pushed request: refused after n ms',
    ])
    const admin =
      readFileSync(join(dirname(ran.folder), 'secrets/admin.authorization'), 'utf8')
        .trim()
        .split(' ')[1] ?? ''
    for (const file of readdirSync(ran.folder))
      expect(readFileSync(join(ran.folder, file), 'utf8').includes(admin), `the admin's token in ${file}`).toBe(false)
  })

  it.each(['self_signed_tls_client_auth', 'tls_client_auth'] as const)(
    'rotate certificates: %s',
    async (client_auth) => {
      const variant = { client_auth, sender_constraint: 'mtls' } as const
      const ran = await drill({ variant, only: ['drill-client-certificate-*'] })
      expect(verdicts(ran)).toEqual({
        'drill-client-certificate-accepted': 'pass',
        'drill-client-certificate-retired': 'pass',
      })
    },
  )

  it('leave certificates alone where there is none to rotate to', async () => {
    const variant = { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } as const
    const target = (text: string): string => text.replace(/^ +next_tls: .*\n/m, '')
    const ran = await drill({ variant, target, only: ['drill-client-certificate-*', 'drill-token-*'] })
    expect(verdicts(ran)).toMatchObject({
      'drill-client-certificate-accepted': 'skip',
      'drill-token-revoked-at-rs': 'pass',
    })
  })

  it('are made once for each client1, in all its variants', async () => {
    const all = [
      { client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true },
      { client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: false },
      { client_auth: 'private_key_jwt', sender_constraint: 'mtls', openid: true },
    ] as const
    const ran = await drill({ variants: all })
    const told = ran.result.cases.filter(({ verdict }) => verdict !== 'skip')
    expect(new Set(told.map(({ variant }) => variant))).toEqual(
      new Set(['private_key_jwt+dpop+openid', 'private_key_jwt+mtls+openid']),
    )
    const open = told.filter(({ verdict }) => verdict !== 'pass')
    expect(open.map(({ id, variant, reason }) => `${id} [${variant}]: ${reason}`)).toEqual([])
    expect(told).toHaveLength(22)
  })

  it('find what goes on working', async () => {
    const only = ['drill-token-*', 'drill-grant-*']
    const ran = await drill({ defects: ['drill-token-cached'], only })
    expect(verdicts(ran)).toMatchObject({
      'drill-token-revoked-at-rs': 'fail',
      'drill-token-revoked-at-as': 'pass',
      'drill-grant-revoked-at-rs': 'fail',
      'drill-grant-revoked-at-as': 'pass',
    })
    expect(caseOf(ran, 'drill-token-revoked-at-rs')).toMatchObject({ attributed: 'rs' })
    expect(caseOf(ran, 'drill-token-revoked-at-rs')?.reason).toMatch(/still accepted after \d+ ms/)
  })

  it('cannot tell about an old key that may be good for longer than was watched', async () => {
    const limits = 'limits: { rotation_window: 1h }\n'
    const ran = await drill({ defects: ['drill-old-key'], only: ['drill-client-key-*'], limits })
    expect(verdicts(ran)).toEqual({ 'drill-client-key-accepted': 'pass', 'drill-client-key-retired': 'incomplete' })
  })

  it('go by the admin API where the runner serves no keys', async () => {
    const target = (text: string): string => {
      const origin = /post: "(https:[^"]+)\/admin\/grants/.exec(text)?.[1] ?? ''
      const action = `    set_client_keys: { put: "${origin}/admin/clients/{client_id}/jwks", body: { keys: $keys } }\n`
      return text.replace(/^ {2}jwks_uri: .*\n/m, '').replace(/^ {2}actions:\n/m, `  actions:\n${action}`)
    }
    const ran = await drill({ target, only: ['drill-client-key-*'] })
    expect(verdicts(ran)).toEqual({ 'drill-client-key-accepted': 'pass', 'drill-client-key-retired': 'pass' })
  })

  it('are incomplete where an action is not done, and leave out what is not configured', async () => {
    const target = (text: string): string =>
      text.replace('/admin/grants/revoke', '/admin/nothing').replace(/^ {4}rotate_server_keys: .*\n/m, '')
    const ran = await drill({ target, only: ['drill-grant-*', 'drill-server-*'] })
    expect(verdicts(ran)).toEqual({
      'drill-server-key-kept': 'skip',
      'drill-server-key-published': 'skip',
      'drill-grant-revoked-at-rs': 'incomplete',
      'drill-grant-revoked-at-as': 'incomplete',
    })
    expect(caseOf(ran, 'drill-grant-revoked-at-rs')).toMatchObject({ attributed: 'config' })
    expect(caseOf(ran, 'drill-grant-revoked-at-rs')?.reason).toContain('status 404')
  })

  it('do not take a client for revoked if nobody else shows that the server is there', async () => {
    const target = (text: string): string => text.replace(/ {6}client2:\n(?: {8}.*\n)+/, '')
    const ran = await drill({ target, only: ['drill-client-revoked-*', 'drill-client-offboarded'] })
    expect(new Set(Object.values(verdicts(ran)))).toEqual(new Set(['incomplete']))
  })

  it('are not made where the target file does not allow them', async () => {
    await expect(drill({ drills: false })).rejects.toThrow(PlanError)
  })

  it('say so if the place for the keys is taken', async () => {
    const server = createServer()
    const taken = drill({}, async (file) => {
      const port = Number(/listen: "https:\/\/127.0.0.1:(\d+)/.exec(readFileSync(file, 'utf8'))?.[1])
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    })
    await expect(taken).rejects.toThrow(/nothing can be served at https:.*EADDRINUSE/)
    server.close()
  })
})

it('the admin API of the sandbox asks for its token', async () => {
  const dir = join(root, 'admin')
  const sandbox = await startSandbox({ dir, variants: [{}], drills: true, credentials: await credentials })
  const wire = createWire({ ca: [readFileSync(sandbox.caFile, 'utf8')], identities: {}, now: Date.now })
  const send = async (headers: [string, string][]) => {
    const url = `${sandbox.issuer}/admin/keys/rotate`
    return (await wire.send({ method: 'POST', url, headers }, { caseId: 't', step: 't' })).response?.status
  }
  const authorization = readFileSync(join(dir, 'secrets/admin.authorization'), 'utf8').trim()
  expect(await send([])).toBe(401)
  expect(await send([['authorization', `${authorization.slice(0, -1)}x`]])).toBe(401)
  expect(await send([['authorization', authorization]])).toBe(204)
  await wire.close()
  await sandbox.close()
})
