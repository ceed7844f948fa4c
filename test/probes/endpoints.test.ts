import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../src/checks/types.ts'
import { probes } from '../../src/probes/registry.ts'
import type { Exchange } from '../../src/wire/types.ts'
import { closedPort, type FaultServer, listen } from '../support/fault-server.ts'
import { createCa, type KeyAndCert, type ThrowawayCa } from '../support/pki.ts'
import { type ContextOptions, makeContext, summary, type TestContext } from './context.ts'

let ca: ThrowawayCa
let pair: KeyAndCert
let running: FaultServer[] = []
let seen: { method: string; url: string; headers: Record<string, unknown> }[] = []

beforeAll(async () => {
  ca = await createCa()
  pair = await ca.issue()
})
afterEach(async () => {
  await Promise.all(running.map((server) => server.close()))
  running = []
  seen = []
})

async function serve(listener: RequestListener): Promise<string> {
  const server = await listen(
    createServer(pair, (request, response) => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
      listener(request, response)
    }),
  )
  running.push(server)
  return server.url
}

const endpoints = (url: string): Record<string, unknown> => ({
  authorization_endpoint: `${url}authorize?kept=1`,
  token_endpoint: `${url}token`,
  pushed_authorization_request_endpoint: `${url}par`,
})

async function ask(name: string, url: string, more: Partial<ContextOptions> = {}): Promise<readonly Answer[]> {
  const context = makeContext({ ca, issuer: url, metadata: endpoints(url), ...more })
  const answers = (await probes[name]?.(context)) ?? []
  expectEvidence(context, answers)
  await context.wire.close()
  return answers
}

/** Each answer names exchanges that are on record. */
function expectEvidence({ wire }: TestContext, answers: readonly Answer[]): void {
  const known = new Set(wire.exchanges.map(({ id }) => id))
  for (const answer of answers) {
    if (answer.kind !== 'yes' && answer.kind !== 'no') continue
    expect(answer.exchanges?.length).toBeGreaterThan(0)
    for (const id of answer.exchanges ?? []) expect(known).toContain(id)
  }
}

const kinds = async (name: string, url: string, more: Partial<ContextOptions> = {}): Promise<readonly string[]> =>
  summary(await ask(name, url, more)).kinds

describe('CORS at the authorization endpoint', () => {
  it('is asked with a foreign origin, simply and by preflight', async () => {
    const url = await serve((_, response) => response.writeHead(400).end('<h1>no</h1>'))
    expect(await kinds('authorize-no-cors-simple', url)).toEqual(['yes'])
    expect(await kinds('authorize-no-cors-preflight', url)).toEqual(['yes'])
    expect(seen).toMatchObject([
      { method: 'GET', url: '/authorize?kept=1&client_id=client-one', headers: { origin: 'https://foreign.example' } },
      { method: 'OPTIONS', headers: { origin: 'https://foreign.example', 'access-control-request-method': 'GET' } },
    ])
  })

  it.each(['*', 'https://foreign.example'])('fails with Access-Control-Allow-Origin: %s', async (origin) => {
    const url = await serve((_, response) => response.writeHead(204, { 'access-control-allow-origin': origin }).end())
    expect(await kinds('authorize-no-cors-simple', url)).toEqual(['no'])
    expect(await kinds('authorize-no-cors-preflight', url)).toEqual(['no'])
  })
})

describe('methods', () => {
  it('other than POST get 405 at the PAR endpoint', async () => {
    const url = await serve(({ method }, response) => response.writeHead(method === 'PUT' ? 400 : 405).end())
    const answers = await ask('par-answers-405', url)
    expect(answers).toMatchObject([{ kind: 'yes' }, { kind: 'no', observed: 'PUT is answered 400' }, { kind: 'yes' }])
    expect(seen.map(({ method, url: path }) => `${method} ${path}`).sort()).toEqual([
      'DELETE /par',
      'GET /par',
      'PUT /par',
    ])
  })

  it('go to the alias, with the certificate, where the variant uses mutual TLS', async () => {
    const url = await serve((_, response) => response.writeHead(405).end())
    const context = makeContext({
      ca,
      issuer: url,
      tls: await ca.issue(),
      variant: { sender_constraint: 'mtls' },
      metadata: {
        pushed_authorization_request_endpoint: 'https://127.0.0.1:1/par',
        mtls_endpoint_aliases: { pushed_authorization_request_endpoint: `${url}alias` },
      },
    })
    expect(await probes['par-answers-405']?.(context)).toMatchObject([
      { kind: 'yes' },
      { kind: 'yes' },
      { kind: 'yes' },
    ])
    for (const { request } of context.wire.exchanges)
      expect(request).toMatchObject({ url: `${url}alias`, identity: 'client-one' })
    await context.wire.close()
  })
})

const honest = (url: string, status = 200): Exchange => ({
  id: 'x9999',
  label: { caseId: 'honest-flow', step: 'resource' },
  request: {
    method: 'POST',
    url: `${url}payments`,
    headers: [
      ['host', 'as.example'],
      ['Authorization', 'DPoP secret'],
      ['DPoP', 'proof'],
      ['x-own', 'kept'],
      ['content-length', '2'],
    ],
    body: '{}',
    identity: null,
  },
  response: { status, headers: [], body: '', bodyBytes: 0, bodyTruncated: false, invalidUtf8: false },
  error: null,
  tls: null,
  timing: { startedAt: 0, totalMs: 0, firstByteMs: 0 },
})

describe('a resource without credentials', () => {
  const rows: readonly (readonly [number, string | readonly string[] | null, string, string, string, string])[] = [
    [401, 'DPoP algs="ES256"', 'yes', 'yes', 'yes', 'yes'],
    [401, ['Bearer realm="x"', 'dpop algs="ES256"'], 'yes', 'yes', 'yes', 'yes'],
    [401, 'Bearer', 'yes', 'no', 'yes', 'not-applicable'],
    [401, 'DPoP error="invalid_token", algs="ES256"', 'yes', 'yes', 'no', 'yes'],
    [401, 'DPoP algs="ES256", error_description="no token"', 'yes', 'yes', 'no', 'yes'],
    [403, 'DPoP algs="ES256"', 'yes', 'no', 'yes', 'yes'],
    [401, 'DPoP', 'yes', 'yes', 'yes', 'no'],
    [401, 'DPoP algs=""', 'yes', 'yes', 'yes', 'no'],
    [401, 'DPoP algs="ES256,PS256"', 'yes', 'yes', 'yes', 'no'],
    [401, 'DPoP algs="ES256 none"', 'yes', 'yes', 'yes', 'no'],
    [401, 'DPoP algs="ES256 HS256"', 'yes', 'yes', 'yes', 'no'],
    [401, 'Bearer algs="ES256", DPoP realm="x"', 'yes', 'yes', 'yes', 'no'],
    [401, null, 'no', 'no', 'not-applicable', 'not-applicable'],
    [200, null, 'no', 'no', 'not-applicable', 'not-applicable'],
  ]
  it.each(rows)('%i with %j', async (status, challenge, challenged, dpop, silent, algs) => {
    const url = await serve((_, response) =>
      response.writeHead(status, challenge === null ? {} : { 'www-authenticate': challenge as string }).end(),
    )
    const flow = { honest: [honest(url)] }
    expect(await kinds('resource-challenge', url, flow)).toEqual([challenged])
    expect(await kinds('resource-challenge-dpop', url, flow)).toEqual([dpop])
    expect(await kinds('resource-challenge-without-error', url, flow)).toEqual([silent])
    expect(await kinds('resource-challenge-dpop-algs', url, flow)).toEqual([algs])
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/payments',
      headers: { 'x-own': 'kept', 'content-length': '2' },
    })
    expect(Object.keys(seen[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['authorization']))
    expect(seen[0]?.headers.dpop).toBeUndefined()
  })

  it('proves nothing where the honest request was not accepted', async () => {
    const url = await serve((_, response) => response.writeHead(401, { 'www-authenticate': 'DPoP' }).end())
    for (const exchanges of [[], [honest(url, 500)]])
      expect(await ask('resource-challenge', url, { honest: exchanges })).toMatchObject([{ kind: 'unknown' }])
    expect(seen).toEqual([])
  })
})

describe('a resource with a made-up token', () => {
  it.each([
    ['DPoP error="invalid_token"', 'yes'],
    ['DPoP algs="ES256", Bearer error="invalid_token"', 'yes'],
    ['DPoP algs="ES256"', 'no'],
    ['DPoP error=""', 'no'],
    [null, 'not-applicable'],
  ])('%j', async (challenge, kind) => {
    const body = '{"error":"invalid_token"}'
    const url = await serve((_, response) =>
      response.writeHead(401, challenge === null ? {} : { 'www-authenticate': challenge }).end(body),
    )
    expect(await kinds('resource-challenge-error', url, { honest: [honest(url)] })).toEqual([kind])
    expect(seen[0]).toMatchObject({
      method: 'POST',
      headers: { authorization: 'DPoP assay-made-up-token', dpop: 'proof', 'x-own': 'kept' },
    })
  })
})

describe('metadata documents', () => {
  const documents =
    (found: (path: string, origin: string) => unknown): RequestListener =>
    ({ url, headers }, response) => {
      const document = found(url ?? '', `https://${headers.host}`)
      response
        .writeHead(document === null ? 404 : 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(document))
    }
  const [oauth, openid] = ['/.well-known/oauth-authorization-server/realm', '/realm/.well-known/openid-configuration']
  const askDocuments = async (
    name: string,
    found: (path: string, issuer: string) => unknown,
    more: Partial<ContextOptions> = {},
  ): Promise<readonly string[]> => {
    const url = await serve(documents((path, origin) => found(path, `${origin}/realm`)))
    return kinds(name, `${url}realm`, more)
  }

  it('stand at the two well-known places of an issuer with a path', async () => {
    const both = (path: string, issuer: string): unknown => (path === oauth || path === openid ? { issuer } : null)
    expect(await askDocuments('metadata-oauth-location', both)).toEqual(['yes'])
    expect(await askDocuments('metadata-openid-location', both)).toEqual(['yes'])
    expect(
      await askDocuments('metadata-oauth-location', (path, issuer) => (path === openid ? { issuer } : null)),
    ).toEqual(['no'])
    expect(
      await askDocuments('metadata-openid-location', (path, issuer) => (path === oauth ? { issuer } : null)),
    ).toEqual(['no'])
    expect(await askDocuments('metadata-oauth-location', () => ({ scopes_supported: [] }))).toEqual(['no'])
    expect(await askDocuments('metadata-oauth-location', () => 'text')).toEqual(['no'])
  })

  it('agree in what both say, whatever the order of lists', async () => {
    const rich =
      (scopes: readonly string[], more = {}) =>
      (issuer: string) => ({ issuer, scopes_supported: scopes, ...more })
    const pair =
      (first: (issuer: string) => unknown, second: (issuer: string) => unknown) =>
      (path: string, issuer: string): unknown =>
        path === oauth ? first(issuer) : path === openid ? second(issuer) : null
    expect(
      await askDocuments(
        'metadata-locations-agree',
        pair(rich(['a', 'b']), rich(['b', 'a'], { claims_supported: [] })),
      ),
    ).toEqual(['yes'])
    expect(await askDocuments('metadata-locations-agree', pair(rich(['a', 'b']), rich(['a'])))).toEqual(['no'])
    expect(
      await askDocuments(
        'metadata-locations-agree',
        pair(rich(['a']), () => null),
      ),
    ).toEqual(['not-applicable'])
    expect(await askDocuments('metadata-locations-agree', () => null)).toEqual(['no'])
  })

  it('are not given to who asks for another issuer', async () => {
    const own = { metadata: { issuer: 'https://as.example/realm' } }
    const asked = (found: (path: string, issuer: string) => unknown): Promise<readonly string[]> =>
      askDocuments('metadata-other-issuer', found, own)
    const both = ['yes', 'yes']
    expect(await asked((path, issuer) => (path === oauth || path === openid ? { issuer } : null))).toEqual(both)
    expect(await asked((_, issuer) => ({ issuer }))).toEqual(['no', 'no'])
    expect(await asked(() => 'a page for everything')).toEqual(both)
    // Who serves nothing to anybody has not told issuers apart.
    expect(await askDocuments('metadata-other-issuer', () => null)).toEqual(['unknown', 'unknown'])
  })
})

it('no endpoint probe takes silence for an answer', async () => {
  const url = `https://127.0.0.1:${await closedPort()}/`
  const names = Object.keys(probes).filter((name) => /^(authorize|par|token|resource|metadata)-/.test(name))
  expect(names.length).toBeGreaterThan(9)
  for (const name of names) {
    const answers = await ask(name, url, { honest: [honest(url)] })
    expect(answers.length, name).toBeGreaterThan(0)
    for (const answer of answers) expect(answer, name).toMatchObject({ kind: 'unknown', attributed: 'network' })
  }
})
