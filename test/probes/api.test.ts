import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../src/checks/types.ts'
import { apiProbes } from '../../src/probes/apiProbes.ts'
import type { Endpoint } from '../../src/profile/types.ts'
import { folder } from '../payload/folder.ts'
import { ask, faults, type Given, kinds, type Seen } from './apiServer.ts'

const date = 'Tue, 03 Feb 2026 09:30:00 GMT'
let made = 0

/** A server that keeps every rule. */
function good(seen: Seen): Given {
  const id = seen.headers['x-fapi-interaction-id'] ?? `5f0a5b3e-7c1d-4f6a-9b1e-${String(++made).padStart(12, '0')}`
  const headers: [string, string][] = [
    ['Date', date],
    ['X-Fapi-Interaction-Id', id],
    ['Content-Type', 'application/json'],
  ]
  const refuse = (status: number): Given => ({ status, headers, body: '{"code":"no"}' })
  if (!seen.hasToken) return refuse(401)
  if (!seen.inScope) return refuse(403)
  if (seen.headers['x-v'] !== '1') return refuse(406)
  if (!seen.isThere) return refuse(404)
  if (seen.body === '{') return refuse(400)
  return { status: 200, headers, body: '{"id":"1"}' }
}

const without = (given: Given, name: string): Given => ({
  ...given,
  headers: (given.headers ?? []).filter(([one]) => one.toLowerCase() !== name),
})
const withHeader = (given: Given, name: string, value: string): Given => ({
  ...without(given, name),
  headers: [...(without(given, name).headers ?? []), [name, value]],
})
const isError = ({ status }: Given): boolean => status >= 400

interface Row {
  readonly what: string
  readonly server: (seen: Seen) => Given
  /** The only probe that notices it. */
  readonly probe: string
  readonly observed: string
}

const rows: readonly Row[] = [
  {
    what: 'no Date',
    server: (seen) => without(good(seen), 'date'),
    probe: 'api-date',
    observed: 'GET answered with 200: it is missing',
  },
  {
    what: 'a clock that goes wrong',
    server: (seen) => withHeader(good(seen), 'date', 'Tue, 03 Feb 2026 08:30:00 GMT'),
    probe: 'api-date',
    observed: 'GET answered with 200: "Tue, 03 Feb 2026 08:30:00 GMT" is 3600 s behind the time',
  },
  {
    what: 'no id where the scope is too small',
    server: (seen) => (seen.inScope ? good(seen) : without(good(seen), 'x-fapi-interaction-id')),
    probe: 'api-echo-on-errors',
    observed: 'GET answered with 403: it is missing',
  },
  {
    what: 'no Date where the version is unknown',
    server: (seen) => (good(seen).status === 406 ? without(good(seen), 'date') : good(seen)),
    probe: 'api-date',
    observed: 'GET answered with 406: it is missing',
  },
  {
    what: 'no Date in errors',
    server: (seen) => (isError(good(seen)) ? without(good(seen), 'date') : good(seen)),
    probe: 'api-date',
    observed: 'GET answered with 401: it is missing',
  },
  {
    what: 'an id of its own',
    server: (seen) =>
      isError(good(seen)) || !seen.headers['x-fapi-interaction-id']
        ? good(seen)
        : withHeader(good(seen), 'x-fapi-interaction-id', 'mine'),
    probe: 'api-echo',
    observed: '"mine" instead of',
  },
  {
    what: 'no id where a thing is not there',
    server: (seen) => (seen.isThere ? good(seen) : without(good(seen), 'x-fapi-interaction-id')),
    probe: 'api-echo-on-errors',
    observed: 'GET answered with 404: it is missing',
  },
  {
    what: 'the same id for all that have none',
    server: (seen) =>
      seen.headers['x-fapi-interaction-id'] ? good(seen) : withHeader(good(seen), 'x-fapi-interaction-id', 'none'),
    probe: 'api-echo-made',
    observed: 'status 200: "none" is no UUID',
  },
  {
    what: 'a Location',
    server: (seen) => (isError(good(seen)) ? good(seen) : withHeader(good(seen), 'location', '/')),
    probe: 'api-headers',
    observed: 'it is there: "/"',
  },
  {
    what: 'a Location in errors',
    server: (seen) => (isError(good(seen)) ? withHeader(good(seen), 'location', '/') : good(seen)),
    probe: 'api-headers-on-errors',
    observed: 'it is there: "/"',
  },
  {
    what: 'HTML for browsers',
    server: (seen) =>
      seen.headers.accept?.includes('html')
        ? { ...withHeader(good(seen), 'content-type', 'text/html'), body: '<p>' }
        : good(seen),
    probe: 'api-foreign-accept',
    observed: 'status 200, Content-Type text/html',
  },
  {
    what: 'a crash over Accept',
    server: (seen) => (seen.headers.accept?.includes('html') ? { ...good(seen), status: 500 } : good(seen)),
    probe: 'api-foreign-accept',
    observed: 'status 500',
  },
  {
    what: 'no customers',
    server: (seen) => (seen.headers['x-fapi-auth-date'] ? { ...good(seen), status: 400 } : good(seen)),
    probe: 'api-customer-headers',
    observed: 'status 400',
  },
  {
    what: 'any version',
    server: (seen) => good({ ...seen, headers: { ...seen.headers, 'x-v': '1' } }),
    probe: 'api-unknown-version',
    observed: 'status 200',
  },
  {
    what: 'another status',
    server: (seen) => (isError(good(seen)) ? good(seen) : { ...good(seen), status: 206 }),
    probe: 'api-status',
    observed: 'status 206',
  },
  {
    what: 'a member twice',
    server: (seen) => (isError(good(seen)) ? good(seen) : { ...good(seen), body: '{"id":"1","id":"1"}' }),
    probe: 'api-payload-json',
    observed: '"id" occurs twice',
  },
]

const all = Object.keys(apiProbes)

describe('headers and payloads of an endpoint', () => {
  it('of a server that keeps every rule are found in order', async () => {
    for (const name of all) expect(['yes', 'not-applicable'], name).toContain(kinds(await ask(name, good)))
    const rules = Object.keys(apiProbes).filter(
      (name) => !['api-cache-control', 'api-content-type', 'api-strict-transport-security'].includes(name),
    )
    const told = await Promise.all(rules.map(async (name) => [name, kinds(await ask(name, good))]))
    expect(told.filter(([, kind]) => kind === 'not-applicable').map(([name]) => name)).toEqual([
      'api-payload-errors',
      'api-payload-schema',
      'api-signed-answer',
    ])
  })

  it.each(rows)('$what is noticed by $probe and nothing else', async ({ server, probe, observed }) => {
    const noticing: string[] = []
    for (const name of all) if (faults(await ask(name, server)).length > 0) noticing.push(name)
    expect(noticing).toEqual([probe])
    expect(faults(await ask(probe, server))[0]).toContain(observed)
  })

  it.each([429, 503, 500])('nothing is said about a server that answers %i', async (status) => {
    const told = await Promise.all(all.map(async (name) => kinds(await ask(name, () => ({ status })))))
    const [isSure, quiet] = [status === 500 ? ['no'] : [], ['unknown', 'not-applicable']]
    expect(told.filter((kind) => ![...quiet, ...isSure].includes(kind))).toEqual([])
    expect(told).toContain('unknown')
  })

  it('a body that is too large is a finding about the server', async () => {
    const answers = await ask('api-payload-json', () => ({ status: 200, error: 'BODY_TOO_LARGE' }))
    expect(answers).toMatchObject([{ kind: 'no', attributed: 'rs', observed: 'the body has more than 5242880 bytes' }])
  })

  it('a refusal of an unknown version need not tell the version of the profile', async () => {
    const rules = { errorHeaders: { 'x-v': { kind: 'is', value: '1' } } } as const
    const server = (told: string) => (seen: Seen) => {
      const given = good(seen)
      return withHeader(given, 'x-v', given.status === 406 ? told : '1')
    }
    expect(kinds(await ask('api-headers-on-errors', server('2'), rules))).toBe('yes')
    const wrong = (seen: Seen) => withHeader(good(seen), 'x-v', '2')
    expect(faults(await ask('api-headers-on-errors', wrong, rules))).not.toEqual([])
  })

  it('requests that make something are not tried with other headers for fun', async () => {
    const post = { method: 'POST', body: { amount: '1' } }
    expect(kinds(await ask('api-foreign-accept', good, post))).toBe('not-applicable')
    expect(kinds(await ask('api-customer-headers', good, post))).toBe('not-applicable')
    expect((await ask('api-echo-on-errors', good, post)).length).toBe(5)
  })

  it('headers in place of a symbol of their own are not made by the server', async () => {
    const headers = { 'x-fapi-interaction-id': 'fixed' }
    expect(kinds(await ask('api-echo-made', good, { headers }))).toBe('not-applicable')
  })

  it('an empty error needs no type', async () => {
    const server = (seen: Seen): Given =>
      isError(good(seen)) ? { ...without(good(seen), 'content-type'), body: '' } : good(seen)
    const rules = { 'content-type': { kind: 'is', value: 'application/json' } } as const
    expect(kinds(await ask('api-content-type', server, { responseHeaders: rules, errorHeaders: rules }))).toBe('yes')
  })
})

const api = {
  openapi: '3.0.3',
  paths: {
    '/accounts/{accountId}': {
      get: {
        operationId: 'getAccount',
        responses: {
          200: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['id'],
                  properties: { id: { type: 'string' }, n: { type: 'integer' } },
                },
              },
            },
          },
          204: {},
          404: { content: { 'application/json': { schema: { type: 'object', required: ['code'] } } } },
        },
      },
    },
  },
}

describe('bodies by an API document', () => {
  const path = folder({ 'api.json': api, 'any.json': { type: 'object' } })
  const operation = {
    kind: 'operation',
    file: join(path, 'api.json'),
    operationId: 'getAccount',
    folder: path,
  } as const
  const schema = (server: (seen: Seen) => Given, more: Partial<Endpoint> = {}): Promise<readonly Answer[]> =>
    ask('api-payload-schema', server, { schema: operation, ...more })
  const body =
    (text: string, change: (given: Given) => Given = (given) => given) =>
    (seen: Seen): Given =>
      isError(good(seen)) ? good(seen) : change({ ...good(seen), body: text })

  it('are judged, failure by failure, each with its place', async () => {
    expect(kinds(await schema(good))).toBe('yes')
    expect(await schema(body('{"n":"x"}'))).toMatchObject([
      { kind: 'no', pointer: '', observed: 'it is missing', attributed: 'rs' },
      { kind: 'no', pointer: '/n', observed: 'a string of 1 character' },
    ])
  })

  it('are judged under a wrong type, too: that is another fault', async () => {
    const html = (given: Given): Given => withHeader(given, 'content-type', 'text/html')
    expect(kinds(await schema(body('{"id":"1"}', html)))).toBe('yes')
    expect(kinds(await schema(body('{"id":1}', html)))).toBe('no')
  })

  it('that are no JSON are no proof of anything', async () => {
    expect(kinds(await schema(body('{"id":')))).toBe('unknown')
    expect(faults(await ask('api-payload-json', body('{"id":')))).toEqual(['text that is not JSON'])
  })

  it('have to be there where they are described, and only there', async () => {
    const json = (status: number, more: Partial<Endpoint> = { schema: operation }) =>
      ask(
        'api-payload-json',
        body('', (given) => ({ ...given, status })),
        more,
      )
    expect(faults(await json(200))).toEqual(['an empty body'])
    for (const status of [202, 204]) expect(kinds(await json(status))).toBe('not-applicable')
    expect(kinds(await json(200, {}))).toBe('not-applicable')
  })

  it('of a status that is not described are not judged', async () => {
    expect(kinds(await schema(body('{}', (given) => ({ ...given, status: 202 }))))).toBe('not-applicable')
    expect(kinds(await schema(body('', (given) => ({ ...given, status: 204 }))))).toBe('not-applicable')
  })

  it('of errors are judged by the schema of their status', async () => {
    const errors = (server: (seen: Seen) => Given) => ask('api-payload-errors', server, { schema: operation })
    expect(kinds(await errors(good))).toBe('not-applicable yes')
    const bare = (seen: Seen): Given => (seen.isThere ? good(seen) : { ...good(seen), body: '{}' })
    expect(await errors(bare)).toContainEqual(
      expect.objectContaining({ kind: 'no', pointer: '', observed: 'it is missing' }),
    )
  })

  it('of errors have no rule where only a schema of success is named', async () => {
    const any = { kind: 'schema', file: join(path, 'any.json'), pointer: null, folder: path } as const
    expect(kinds(await ask('api-payload-errors', good, { schema: any }))).toBe('not-applicable')
    expect(kinds(await ask('api-payload-schema', good, { schema: any }))).toBe('yes')
  })
})
