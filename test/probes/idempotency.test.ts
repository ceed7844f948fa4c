import { describe, expect, it } from 'vitest'
import type { ApiClient, ApiToken, CallChanges } from '../../src/probes/apiTypes.ts'
import { probes } from '../../src/probes/registry.ts'
import type { ProbeContext } from '../../src/probes/types.ts'
import type { Endpoint } from '../../src/profile/types.ts'
import type { Exchange } from '../../src/wire/types.ts'

type Answer = readonly [status: number, body: unknown, headers?: readonly (readonly [string, string])[]]

/** An API whose answers are told by the idempotency key and the body of each request. */
function contextOf(
  answer: (key: string | null, changes: CallChanges) => Answer,
  more: Partial<Endpoint> = {},
): ProbeContext {
  const endpoint = {
    id: 'pay',
    status: 201,
    idempotency: 'x-key',
    take: { id: '/id' },
    body: { amount: '1.00' },
    ...more,
  }
  const exchange = ([status, body, headers = []]: Answer): Exchange =>
    ({
      id: 'x',
      request: { method: 'POST', url: '' },
      response: { status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) },
      error: null,
    }) as unknown as Exchange
  const token = { kind: 'token' } as ApiToken
  const api = {
    honestCall: async () => ({ kind: 'call', token, accepted: true, exchange: exchange([201, {}]) }),
    call: async (_endpoint: Endpoint, _token: ApiToken, changes: CallChanges = {}) =>
      exchange(answer(changes.headers?.['x-key'] ?? null, changes)),
  } as unknown as ApiClient
  return { api, endpoint } as unknown as ProbeContext
}

const kindOf = async (name: string, context: ProbeContext) => (await probes[name]?.(context))?.map(({ kind }) => kind)

describe('the same key twice', () => {
  const byKey = (key: string | null): Answer => [201, { id: key }]

  it('is about one thing, told by what the profile takes, by its address or by the whole answer', async () => {
    expect(await kindOf('idempotent-repeat', contextOf(byKey))).toEqual(['yes'])
    const located = contextOf((key) => [201, {}, [['Location', `/p/${key}`]]], { take: {} })
    expect(await kindOf('idempotent-repeat', located)).toEqual(['yes'])
    expect(await kindOf('idempotent-repeat', contextOf(byKey, { take: {} }))).toEqual(['yes'])
  })

  it('is about one thing where each answer is signed anew', async () => {
    let signed = 0
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const jws = (claims: object): string =>
      `${encode({ alg: 'PS256' })}.${encode({ ...claims, iat: ++signed, jti: `${signed}` })}.${encode(`${signed}`)}`
    const answers = (id: (key: string | null) => unknown, take = {}) =>
      contextOf((key) => [201, jws({ id: id(key) })], { take })
    for (const take of [{}, { id: '/id' }]) {
      expect(
        await kindOf(
          'idempotent-repeat',
          answers((key) => key, take),
        ),
      ).toEqual(['yes'])
      expect(
        await kindOf(
          'idempotent-repeat',
          answers(() => ++signed, take),
        ),
      ).toEqual(['no'])
    }
  })

  it('a second thing or a refusal of the repetition is a fault', async () => {
    let made = 0
    expect(
      await kindOf(
        'idempotent-repeat',
        contextOf(() => [201, { id: ++made }]),
      ),
    ).toEqual(['no'])
    const seen = new Set<string | null>()
    const once = contextOf((key) => (seen.has(key) ? [409, {}] : [seen.add(key).size > 0 ? 201 : 0, { id: key }]))
    expect(await kindOf('idempotent-repeat', once)).toEqual(['no'])
  })

  it('a time that moves in the answer is no second thing', async () => {
    let at = 0
    expect(
      await kindOf(
        'idempotent-repeat',
        contextOf((key) => [201, { id: key, at: ++at }]),
      ),
    ).toEqual(['yes'])
  })

  it('nothing can be said where every answer is the same, or a new key is refused', async () => {
    expect(
      await kindOf(
        'idempotent-repeat',
        contextOf(() => [201, { id: 1 }]),
      ),
    ).toEqual(['unknown'])
    expect(
      await kindOf(
        'idempotent-repeat',
        contextOf(() => [400, {}]),
      ),
    ).toEqual(['unknown'])
    expect(
      await kindOf(
        'idempotent-repeat',
        contextOf(() => [503, {}]),
      ),
    ).toEqual(['unknown'])
  })
})

describe('a used key with another request', () => {
  const bodies = new Map<string | null, unknown>()
  const remembering =
    (onOther: (key: string | null) => Answer) =>
    (key: string | null, { payload }: CallChanges) => {
      if (bodies.has(key) && JSON.stringify(bodies.get(key)) !== JSON.stringify(payload)) return onOther(key)
      bodies.set(key, payload)
      return [201, { id: key }] as const
    }

  it('is refused or gets the first answer', async () => {
    const name = 'idempotency-key-reused'
    expect(await kindOf(name, contextOf(remembering(() => [422, {}])))).toEqual(['yes'])
    expect(await kindOf(name, contextOf(remembering((key) => [201, { id: key }])))).toEqual(['yes'])
    expect(await kindOf(name, contextOf(remembering(() => [201, { id: 'new' }])))).toEqual(['no'])
    expect(await kindOf(name, contextOf(remembering(() => [500, {}])))).toEqual(['no'])
  })

  it('needs a request that can be another one', async () => {
    const fixed = contextOf(() => [201, {}], { body: { name: 'x' } })
    expect(await kindOf('idempotency-key-reused', fixed)).toEqual(['not-applicable'])
  })
})

it('a request without its key is refused', async () => {
  const name = 'idempotency-key-required'
  expect(
    await kindOf(
      name,
      contextOf((key) => [key === null ? 400 : 201, {}]),
    ),
  ).toEqual(['yes'])
  expect(
    await kindOf(
      name,
      contextOf(() => [201, {}]),
    ),
  ).toEqual(['no'])
  expect(
    await kindOf(
      name,
      contextOf(() => [500, {}]),
    ),
  ).toEqual(['no'])
  expect(
    await kindOf(
      name,
      contextOf(() => [503, {}]),
    ),
  ).toEqual(['unknown'])
  expect(
    await kindOf(
      name,
      contextOf(() => [201, {}], { idempotency: null }),
    ),
  ).toEqual(['not-applicable'])
})
