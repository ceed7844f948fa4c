import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { RunResult } from '../../src/index.ts'
import type { Choices } from '../support/other-server/choices.ts'
import { createOtherCredentials } from '../support/other-server/credentials.ts'
import { startOtherServer } from '../support/other-server/startOtherServer.ts'
import { type Asked, writeTarget } from '../support/other-server/writeTarget.ts'

const dir = mkdtempSync(join(tmpdir(), 'assay-elsewhere-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')

/** Servers that do as much as possible in another way than the sandbox; every choice is conformant, none is even advised against. */
const servers: readonly (readonly [string, Partial<Choices>, readonly Asked[]])[] = [
  [
    'a bank',
    {
      ...{
        issuerPath: '/tenant-a/',
        metadataAt: 'openid',
        mutualTls: 'everywhere',
        jwks: 'many keys',
        extraMembers: true,
      },
      ...{ accessTokens: 'jwt', idTokenAlg: 'PS256', userinfo: 'jwt', alphabet: 'base64', requestUri: 'own-urn' },
      ...{ refresh: 'repeated', introspection: 'forbidden', parametersCheckedAt: 'authorize', tokenType: 'dpop' },
      ...{ authorizeErrors: 'redirect', unregisteredRedirectUris: 'accepted', scopeInResponse: false, nonces: 'rs' },
      ...{ resourceErrors: 'bare', challenge: 'joined', consent: 'remembered', login: 'two steps', language: 'de' },
      ...{ fields: 'odd', onTheWay: 'meta refresh', subResources: true, cookieSameSite: 'Strict', jsonCharset: true },
      ...{ resourceAt: 'own host', resourceStatus: 201, chunked: true, idTokenExtras: true },
    },
    [{ client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true }],
  ],
  [
    'a broker',
    {
      ...{ issuerPath: '/', metadataAt: 'oauth', mutualTls: 'aliases-other-name', optionalMetadata: false },
      ...{ alphabet: 'dotted', requestUri: 'https', requestUriTtlS: 599, refresh: 'none', introspection: 'none' },
      ...{
        revocation: false,
        userinfo: 'none',
        errorPageStatus: 200,
        errorPage: 'german',
        besideRequestUri: 'refused',
      },
      ...{ postToAuthorize: false, interaction: 'session', keepAlive: false, accountChoice: true, mostLogins: 1 },
      ...{ onTheWay: 'script form', language: 'fr', tls: '1.3 only' },
    },
    [
      { client_auth: 'tls_client_auth', sender_constraint: 'mtls', openid: false },
      { client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: false },
    ],
  ],
]

describe('assay run, with a target file written by hand', () => {
  it.each(servers)(
    'finds nothing against %s',
    async (name, choices, variants) => {
      const server = await startOtherServer(await createOtherCredentials(), choices)
      const target = writeTarget(server, join(dir, name), variants)
      const words = ['run', '--profile', 'fapi2-security-profile', '--target', target, '--no-slow', '--out', 'run']
      try {
        const child = spawn(process.execPath, [main, ...words], {
          cwd: join(dir, name),
          stdio: ['ignore', 'pipe', 'pipe'],
        })
        const written = { text: '' }
        child.stdout.on('data', (chunk: Buffer) => (written.text += chunk))
        child.stderr.resume()
        const [code] = await once(child, 'close')
        const { cases, result } = JSON.parse(readFileSync(join(dir, name, 'run', 'run.json'), 'utf8')) as RunResult
        const others = cases.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skip')
        expect(others.map(({ id, verdict, reason }) => `${verdict} ${id}: ${reason}`)).toEqual([])
        expect({ code, result }).toEqual({ code: 0, result: 'conformant' })
        expect(written.text).toMatch(/conformant/)
        expect(server.world.logins).toBe(1)
      } finally {
        await server.close()
      }
    },
    120_000,
  )
})
