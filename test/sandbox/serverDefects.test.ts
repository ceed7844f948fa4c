import { readFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectionOptions, connect } from 'node:tls'
import { serverDefects } from '../../src/sandbox/serverDefects.ts'
import { type Bench, type Probe, testDefects } from './defectHarness.ts'
import { fetched, includes, metadata, oauthPath, openidPath } from './documents.ts'
import { claimsOf } from './keys.ts'
import type { Walker } from './walker.ts'

/** The handshake finishes with both hosts. */
const negotiates = (options: ConnectionOptions): Probe => {
  return async ({ sandbox }) => {
    const ca = readFileSync(sandbox.caFile)
    const results = [sandbox.issuer, sandbox.mtlsOrigin].map((origin) => {
      const { hostname: host, port } = new URL(origin)
      return new Promise<boolean>((resolve) => {
        const socket = connect({ host, port: Number(port), ca, ...options }, () => {
          socket.destroy()
          resolve(true)
        })
        socket.on('error', () => resolve(false))
      })
    })
    return (await Promise.all(results)).every((negotiated) => negotiated)
  }
}

const not =
  (probe: Probe): Probe =>
  async (bench) =>
    !(await probe(bench))

interface Issued {
  readonly walker: Walker
  readonly access: string
  readonly refresh: string
}

const issued = async (bench: Bench): Promise<Issued> => {
  const walker = await bench.walker()
  const { json } = await walker.redeem(await walker.code())
  return { walker, access: String(json.access_token), refresh: String(json.refresh_token) }
}

const introspect = async (walker: Walker, token: string, extra: Record<string, string> = {}) =>
  walker.post('/introspect', { ...(await walker.credentials()), token, ...extra })

const revoke = async (walker: Walker, token: string, extra: Record<string, string> = {}) =>
  walker.post('/revoke', { ...(await walker.credentials()), token, ...extra })

const works = async ({ walker, access }: Issued) =>
  (await walker.get('/accounts', await walker.access(access))).status === 200

testDefects(serverDefects, {
  'tls-old-version': negotiates({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }),
  'tls-weak-cipher': negotiates({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA' }),
  'tls-no-1-3': not(negotiates({ minVersion: 'TLSv1.3' })),
  'plain-http': async ({ sandbox }) => {
    const { hostname, port } = new URL(sandbox.issuer)
    const text = await new Promise<string>((resolve) => {
      let received = ''
      const socket = connectTcp({ host: hostname, port: Number(port) }, () => {
        socket.write(`GET ${openidPath} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n\r\n`)
      })
      socket.on('data', (chunk) => {
        received += chunk.toString()
      })
      socket.on('close', () => resolve(received))
      socket.on('error', () => resolve(received))
    })
    return text.startsWith('HTTP/1.1 200')
  },
  hsts: async (bench) => (await fetched(bench, openidPath)).headers['strict-transport-security'] === undefined,
  'metadata-oauth': async (bench) => (await fetched(bench, oauthPath)).status !== 200,
  'metadata-openid': async (bench) => (await fetched(bench, openidPath)).status !== 200,
  'metadata-issuer': metadata((document, _answer, { sandbox }) => document.issuer !== sandbox.issuer),
  'metadata-content-type': metadata((_document, answer) => !String(answer.headers['content-type']).includes('json')),
  'metadata-empty-array': metadata((document) =>
    Object.values(document).some((value) => Array.isArray(value) && value.length === 0),
  ),
  'metadata-required': metadata((document) => !includes(document.response_types_supported, 'code')),
  'metadata-auth-alg-none': metadata((d) => includes(d.token_endpoint_auth_signing_alg_values_supported, 'none')),
  'metadata-weak-algs': metadata((d) => includes(d.token_endpoint_auth_signing_alg_values_supported, 'RS256')),
  'metadata-revocation-algs': metadata((d) => d.revocation_endpoint_auth_signing_alg_values_supported === undefined),
  'metadata-auth-methods': metadata((d) => includes(d.token_endpoint_auth_methods_supported, 'client_secret_basic')),
  'metadata-public-clients': metadata((d) => includes(d.token_endpoint_auth_methods_supported, 'none')),
  'metadata-iss-flag': metadata((document) => document.authorization_response_iss_parameter_supported !== true),
  'metadata-par-flag': metadata((document) => document.require_pushed_authorization_requests !== true),
  'metadata-dpop-algs': metadata((document) => !includes(document.dpop_signing_alg_values_supported, 'ES256')),
  'metadata-mtls-flag': metadata((document) => document.tls_client_certificate_bound_access_tokens !== true),
  'metadata-aliases': metadata((document) =>
    Object.values((document.mtls_endpoint_aliases ?? {}) as object).some((url) => !String(url).startsWith('https://')),
  ),
  'metadata-subject-types': metadata((document) => !includes(document.subject_types_supported, 'public')),
  'metadata-jarm': metadata((document) => !includes(document.response_modes_supported, 'jwt')),
  'jwks-clear-text': metadata((document) => !String(document.jwks_uri).startsWith('https://')),
  'introspection-owner': async (bench) => {
    const { access } = await issued(bench)
    return (await introspect(await bench.walker('pkjwt-dpop-client1'), access)).json.active === true
  },
  'introspection-active': async (bench) => {
    const { walker, access } = await issued(bench)
    return (await introspect(walker, access)).json.active !== true
  },
  'introspection-unknown': async (bench) => (await introspect(await bench.walker(), 'made-up')).status !== 200,
  'introspection-details': async (bench) =>
    Object.keys((await introspect(await bench.walker(), 'made-up')).json).join() !== 'active',
  'introspection-hint': async (bench) => {
    const { walker, access } = await issued(bench)
    return (await introspect(walker, access, { token_type_hint: 'refresh_token' })).json.active !== true
  },
  'introspection-unknown-hint': async (bench) => {
    const { walker, access } = await issued(bench)
    return (await introspect(walker, access, { token_type_hint: 'urn:x' })).status !== 200
  },
  'introspection-token': async (bench) => {
    const walker = await bench.walker()
    return (await walker.post('/introspect', await walker.credentials())).status === 200
  },
  'introspection-expired': [
    { accessTokenTtlS: 1 },
    async (bench) => {
      const { walker, access } = await issued(bench)
      await sleep(2100)
      return (await introspect(walker, access)).json.active === true
    },
  ],
  'introspection-cnf': async (bench) => {
    const { walker, access } = await issued(bench)
    const { cnf } = (await introspect(walker, access)).json as { cnf?: { jkt?: string } }
    return cnf?.jkt !== walker.key.jkt
  },
  'introspection-cnf-certificate': [
    { variants: [{ client_auth: 'tls_client_auth', sender_constraint: 'mtls' }] },
    async (bench) => {
      const walker = await bench.walker('pki-mtls-client1')
      const { access_token: access } = (await walker.redeem(await walker.code())).json
      return (await introspect(walker, String(access))).json.cnf === undefined
    },
  ],
  'introspection-credentials': async (bench) => {
    const { walker, access } = await issued(bench)
    return (await introspect(walker, access, { client_assertion: 'x' })).status !== 401
  },
  'revocation-effect': async (bench) => {
    const all = await issued(bench)
    await revoke(all.walker, all.access)
    return works(all)
  },
  'revocation-refresh': async (bench) => {
    const { walker, refresh } = await issued(bench)
    await revoke(walker, refresh)
    return (await walker.refresh(refresh)).status === 200
  },
  'revocation-owner': async (bench) => {
    const all = await issued(bench)
    await revoke(await bench.walker('pkjwt-dpop-client1'), all.access)
    return !(await works(all))
  },
  'revocation-cascade': async (bench) => {
    const all = await issued(bench)
    await revoke(all.walker, all.refresh)
    return works(all)
  },
  'revocation-hint': async (bench) => {
    const all = await issued(bench)
    await revoke(all.walker, all.access, { token_type_hint: 'refresh_token' })
    return works(all)
  },
  'revocation-unknown-hint': async (bench) => {
    const { walker, access } = await issued(bench)
    return (await revoke(walker, access, { token_type_hint: 'urn:x' })).status !== 200
  },
  'revocation-token': async (bench) => {
    const walker = await bench.walker()
    return (await walker.post('/revoke', await walker.credentials())).status === 200
  },
  'revocation-access-token': async (bench) => {
    const { walker, access } = await issued(bench)
    return (await revoke(walker, access)).status !== 200
  },
  'revocation-unknown': async (bench) => (await revoke(await bench.walker(), 'made-up')).status !== 200,
  'userinfo-sub': async (bench) => {
    const walker = await bench.walker()
    const { json } = await walker.redeem(await walker.code())
    const answer = await walker.get('/userinfo', await walker.access(json.access_token, 'GET', '/userinfo'))
    return answer.json.sub !== claimsOf(json.id_token).sub
  },
})
