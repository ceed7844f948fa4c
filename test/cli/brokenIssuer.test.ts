import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunResult } from '../../src/index.ts'
import { closedPort, type FaultName, type FaultServer, listen, startFault } from '../support/fault-server.ts'
import { createCa, type ThrowawayCa } from '../support/pki.ts'
import { typed } from './typed.ts'

const dir = mkdtempSync(join(tmpdir(), 'assay-broken-'))
let ca: ThrowawayCa
beforeAll(async () => {
  ca = await createCa()
  writeFileSync(join(dir, 'ca.pem'), ca.ca)
  writeFileSync(join(dir, 'password'), 'x')
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  writeFileSync(join(dir, 'client1.jwks.json'), JSON.stringify({ keys: [{ ...jwk, kid: 'a', alg: 'ES256' }] }))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

let count = 0

/** Runs the command against an issuer that is not as it should be. */
async function assay(
  issuer: string,
  only = ['honest-flow', 'par-*', 'discovery-*', 'metadata-*', 'client-assertion-*'],
) {
  const name = `t${++count}`
  const file = join(dir, `${name}.yaml`)
  writeFileSync(
    file,
    `target: ${name}
organisation: Broken Bank
application: app
issuer: ${issuer}
trust: { ca: ca.pem }
variants: [{ client_auth: private_key_jwt, sender_constraint: dpop, openid: true }]
clients: { client1: { id: client1, jwks: client1.jwks.json, redirect_uri: "https://client.example/cb" } }
scope: openid accounts
resource: { url: "${issuer}/accounts", method: GET }
login: { username: user1, password: $file:password }
`,
  )
  const words = ['run', '--profile', 'fapi2-security-profile', '--target', file, '--out', join(dir, name), '--no-slow']
  const { code, err } = await typed([...words, ...only.flatMap((glob) => ['--only', glob])])
  const run = JSON.parse(readFileSync(join(dir, name, 'run.json'), 'utf8')) as RunResult
  const honest = run.cases.find(({ id }) => id === 'honest-flow')
  const passed = run.cases.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id)
  return { code, err, run, honest, passed }
}

/** What the server did wrong, by the words that say so; `passes` are facts that hold all the same. */
const answering: readonly (readonly [FaultName, RegExp, passes?: readonly string[]])[] = [
  ['html', /answered HTML instead of JSON/, ['discovery-status']],
  ['redirects forever', /answered 302, a redirect/],
  ['1 GB', /body of more than \d+ bytes/],
  ['gzip bomb', /unpacks to more than/],
  [
    'broken gzip',
    /oauth-authorization-server: the header "content-encoding" says "gzip", but the body is not valid gzip/,
  ],
  ['invalid UTF-8', /not one JSON object/, ['discovery-content-type', 'discovery-status']],
  ['1 MB header', /header is too large/],
  ['not HTTP', /not HTTP/],
  ['clear text', /does not answer with TLS/],
  ['self-signed certificate', /does not lead to a trusted certificate authority/],
  ['wrong name', /certificate is for another name/],
  ['expired certificate', /certificate is not valid now/],
  ['certificate of the future', /certificate is not valid now/],
]

/** What says nothing about the server but that it is away. */
const silent: readonly (readonly [FaultName, RegExp])[] = [
  ['never answers', /no complete response within 15000 ms/],
  ['never shakes hands', /no connection within 15000 ms/],
  ['half-close', /closed the connection before its answer was complete/],
  ['half-close without length', /closed the connection before its answer was complete/],
  ['closes at once', /closed the connection before its answer was complete/],
  ['trickles', /no complete response within 15000 ms: status 200 and \d+ bytes/],
]

const serve = async (name: FaultName, use: (server: FaultServer) => Promise<void>): Promise<void> => {
  const server = await startFault(name, ca)
  try {
    await use(server)
  } finally {
    await server.close()
  }
}
const issuerOf = ({ url }: FaultServer): string => url.replace(/\/$/, '')

describe.concurrent('an issuer whose answer is wrong is at fault, and that is all that is said', () => {
  it.each(answering.map((row) => [row[0], row] as const))('%s', async (name, [, message, passes = []]) =>
    serve(name, async (server) => {
      const { code, err, run, honest, passed } = await assay(issuerOf(server))
      expect({ code, result: run.result }).toEqual({ code: 1, result: 'non-conformant' })
      expect(honest).toMatchObject({ verdict: 'fail', attributed: 'as', reason: expect.stringMatching(message) })
      expect(err).toMatch(message)
      expect(err).not.toMatch(/^ {4}at /m)
      expect(passed.sort()).toEqual(passes)
    }),
  )
})

describe.concurrent('an issuer that gives no answer is not judged', () => {
  it.each(silent)(
    '%s',
    async (name, message) =>
      serve(name, async (server) => {
        const begun = performance.now()
        // Each question of a probe would be waited for once more.
        const asked = ['honest-flow', 'par-*', 'client-assertion-*']
        const { code, err, run, honest, passed } = await assay(issuerOf(server), asked)
        expect({ code, result: run.result, passed }).toEqual({ code: 3, result: 'incomplete', passed: [] })
        expect(honest).toMatchObject({ verdict: 'incomplete', attributed: 'network' })
        expect(honest?.reason).toMatch(message)
        expect(err).not.toMatch(/^ {4}at /m)
        expect(performance.now() - begun).toBeLessThan(100_000)
      }),
    120_000,
  )

  it('nobody listens', async () => {
    const { code, honest, passed } = await assay(`https://127.0.0.1:${await closedPort()}`)
    expect({ code, passed }).toEqual({ code: 3, passed: [] })
    expect(honest).toMatchObject({ verdict: 'incomplete', attributed: 'network' })
    expect(honest?.reason).toMatch(/refuses the TCP connection/)
  })

  it('no such host', async () => {
    const { code, honest, passed } = await assay('https://as.assay.invalid')
    expect({ code, passed }).toEqual({ code: 3, passed: [] })
    expect(honest).toMatchObject({ verdict: 'incomplete', attributed: 'config' })
  })
})

it('an issuer that calls itself by another name is at fault', async () => {
  const other = 'https://as.example'
  const document = JSON.stringify({
    ...{ issuer: other, authorization_endpoint: `${other}/authorize`, token_endpoint: `${other}/token` },
    response_types_supported: ['code'],
  })
  const server = await listen(
    createServer(await ca.issue(), (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(document),
    ),
  )
  try {
    const { code, run } = await assay(issuerOf(server))
    expect(code).toBe(1)
    const found = run.cases.find(({ id }) => id === 'metadata-issuer-match')
    expect(found).toMatchObject({ verdict: 'fail', attributed: 'as', reason: expect.stringContaining(other) })
  } finally {
    await server.close()
  }
})
