import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer as createTcp } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { probes } from '../../src/probes/registry.ts'
import { closedPort, type FaultServer, listen } from '../support/fault-server.ts'
import { createCa, type ThrowawayCa } from '../support/pki.ts'
import { makeContext, summary } from './context.ts'

let ca: ThrowawayCa
let running: FaultServer[] = []

beforeAll(async () => {
  ca = await createCa()
})
afterEach(async () => {
  await Promise.all(running.map((server) => server.close()))
  running = []
})

/** One port for both: the first byte of a TLS connection is 22. `clear` null: not a word in clear text. */
async function serve(secure: RequestListener, clear: RequestListener | null): Promise<FaultServer> {
  const https = createHttps(await ca.issue(), secure)
  const http = clear && createHttp(clear)
  const server = await listen(
    createTcp((socket) => {
      socket.once('readable', () => {
        const first: Buffer | null = socket.read(1)
        if (first === null) return
        socket.unshift(first)
        if (first[0] === 22) https.emit('connection', socket)
        else if (http) http.emit('connection', socket)
        else socket.destroy()
      })
    }),
  )
  running.push(server)
  return server
}

const answer =
  (status: number, body = '', headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(status, headers).end(body)

async function ask(name: string, url: string): Promise<ReturnType<typeof summary>> {
  const members = { authorization_endpoint: `${url}authorize`, token_endpoint: `${url}token`, jwks_uri: `${url}jwks` }
  const context = makeContext({ ca, issuer: url, metadata: members, resource: `${url}accounts` })
  const answers = (await probes[name]?.(context)) ?? []
  await context.wire.close()
  return summary(answers)
}

const api = answer(400, '{"error":"invalid_request"}')
const rows: readonly (readonly [string, RequestListener, RequestListener | null, 'yes' | 'no'])[] = [
  ['closes', api, null, 'yes'],
  ['serves', api, answer(200, 'hello'), 'no'],
  [
    'redirects to https',
    api,
    (request, response) => response.writeHead(301, { location: `https://${request.headers.host}/` }).end(),
    'yes',
  ],
  ['redirects as https does', answer(302, '', { location: '/login' }), answer(302, '', { location: '/login' }), 'no'],
  ['says that the port is for TLS', api, answer(400, 'The plain HTTP request was sent to HTTPS port'), 'yes'],
  ['refuses as https does', api, api, 'no'],
  ['wants credentials as https does', answer(401), answer(401), 'no'],
  ['has no such method as https has none', answer(405, 'a'), answer(405, 'b'), 'no'],
  ['wants credentials where https does not', api, answer(401), 'yes'],
  ['finds nothing', answer(404), answer(404), 'yes'],
  ['wants an upgrade', api, answer(426), 'yes'],
]

describe('a port that in clear text', () => {
  it.each(rows)('%s: %s', async (_, secure, clear, kind) => {
    const { url } = await serve(secure, clear)
    expect((await ask('clear-text-same-port', url)).kinds).toEqual([kind, kind])
    expect((await ask('clear-text-jwks', url)).kinds).toEqual([kind])
    expect((await ask('clear-text-authorize', url)).kinds).toEqual([kind])
  })

  it('that speaks no TLS either tells nothing', async () => {
    const silent = await listen(createTcp((socket) => socket.end()))
    running.push(silent)
    expect((await ask('clear-text-same-port', silent.url)).kinds).toEqual(['unknown', 'unknown'])
  })

  it('is not there tells nothing', async () => {
    expect(await ask('clear-text-same-port', `https://127.0.0.1:${await closedPort()}/`)).toMatchObject({
      kinds: ['unknown', 'unknown'],
    })
  })
})

describe('port 80', () => {
  it('is no neighbour of another port', async () => {
    const { url } = await serve(api, null)
    expect((await ask('clear-text-port-80', url)).kinds).toEqual(['not-applicable'])
    expect((await ask('clear-text-authorize-port-80', url)).kinds).toEqual(['not-applicable'])
  })

  it('that nobody listens on serves nothing', async () => {
    // A loopback address of its own, so that no other server of this machine answers.
    expect(await ask('clear-text-authorize-port-80', 'https://127.84.71.3/')).toEqual({
      kinds: ['yes'],
      text: expect.stringContaining('http://127.84.71.3/authorize'),
    })
  })
})

describe('an http URL in the metadata', () => {
  it('fails if something answers there', async () => {
    const { port } = await serve(api, api)
    const url = `http://127.0.0.1:${port}/`
    expect(await ask('clear-text-authorize', url)).toEqual({ kinds: ['no'], text: `${url}authorize answers 400` })
  })

  it('is left to other cases if TLS is spoken there after all', async () => {
    const { port } = await serve(api, null)
    expect((await ask('clear-text-authorize', `http://127.0.0.1:${port}/`)).kinds).toEqual(['yes'])
  })
})

it('without a key set there is no question', async () => {
  const context = makeContext({ ca, issuer: 'https://127.0.0.1:1/' })
  expect(await probes['clear-text-jwks']?.(context)).toMatchObject([{ kind: 'not-applicable' }])
  expect(await probes['clear-text-authorize']?.(context)).toMatchObject([{ kind: 'unknown', attributed: 'as' }])
  await context.wire.close()
})
