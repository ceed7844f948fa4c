import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../src/checks/types.ts'
import type { JsonObject } from '../../src/json/object.ts'
import { ask, faults, type Given, kinds } from './apiServer.ts'

const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = (key: KeyObject, more: JsonObject): JsonObject => ({ ...key.export({ format: 'jwk' }), ...more })
const published = [jwk(own.publicKey, { kid: 'own', use: 'sig' }), jwk(other.publicKey, { kid: 'other', use: 'sig' })]

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function jws(header: JsonObject, key = own.privateKey, claims: JsonObject = { id: '1' }): string {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

const good = { alg: 'ES256', kid: 'own' }
const answering =
  (body: string, type = 'application/jwt') =>
  (): Given => ({ status: 200, headers: [['Content-Type', type]], body })

const signed = (
  body: string,
  { type, keys = published, algs }: { type?: string; keys?: readonly JsonObject[]; algs?: readonly string[] } = {},
): Promise<readonly Answer[]> =>
  ask('api-signed-answer', answering(body, type), { signedAnswer: true }, { keys, ...(algs ? { algs } : {}) })

describe('a signed answer', () => {
  it.each([
    ['as it has to be', jws(good), {}],
    ['as application/jose with a parameter', jws(good), { type: 'application/jose; charset=utf-8' }],
    ['without kid, where there is one key', jws({ alg: 'ES256' }), { keys: published.slice(0, 1) }],
    ['between line ends', `\r\n${jws(good)}\n`, {}],
    ['with another type in its header', jws({ ...good, typ: 'JWT', cty: 'json' }), {}],
  ])('%s is fine', async (_, body, options) => {
    expect(await signed(body, options)).toMatchObject([{ kind: 'yes' }, { kind: 'yes' }, { kind: 'yes' }])
  })

  const parts = jws(good).split('.')
  const rows: readonly (readonly [string, string, Parameters<typeof signed>[1], readonly (string | RegExp)[]])[] = [
    ['plain JSON', '{"id":"1"}', { type: 'application/json' }, [/^plain JSON, not signed; Content-Type application/]],
    ['JSON that calls itself a JWT', '{"id":"1"}', {}, ['plain JSON, not signed']],
    ['a JWS under the name of JSON', jws(good), { type: 'application/json' }, ['Content-Type application/json']],
    ['something encrypted', 'a.b.c.d.e', {}, ['an encrypted JWT (JWE)']],
    ['alg none', `${encode({ alg: 'none', kid: 'own' })}.${encode({})}.`, {}, [/alg "none": it is not signed/]],
    ['alg None', `${encode({ alg: 'None', kid: 'own' })}.${encode({})}.`, {}, [/it is not signed/]],
    ['another key under the name', jws(good, other.privateKey), {}, [/"ES256" signature does not verify/]],
    ['a key that nobody published', jws({ ...good, kid: 'mine' }), {}, ['no published key has kid "mine"']],
    ['another payload', [parts[0], encode({ id: '2' }), parts[2]].join('.'), {}, [/does not verify/]],
    ['no signature', `${parts[0]}.${parts[1]}.`, {}, [/does not verify/]],
    ['no kid among several keys', jws({ alg: 'ES256' }), {}, ['no "kid", though the keys has 2 keys']],
    ['an algorithm that the profile leaves out', jws(good), { algs: ['PS256'] }, ['alg "ES256" instead of PS256']],
    [
      'a key that is there to encrypt',
      jws(good),
      { keys: [jwk(own.publicKey, { kid: 'own', use: 'enc' })] },
      [/no published key with kid "own" fits/],
    ],
    ['no key at all', jws(good), { keys: [] }, ['no published key has kid "own"']],
  ]
  it.each(rows)('%s is not', async (_, body, options, observed) => {
    const answers = await signed(body, options)
    const found = faults(answers)
    expect(found).toHaveLength(observed.length)
    for (const [at, one] of observed.entries()) expect(found[at]).toMatch(one)
    for (const answer of answers) if (answer.kind === 'no') expect(answer.attributed).toBe('rs')
  })

  it('cannot be told where the keys cannot be read, and is no question where the profile does not ask for one', async () => {
    const unread = { kind: 'unknown', reason: 'status 500', attributed: 'rs' } as const
    expect(await ask('api-signed-answer', answering(jws(good)), { signedAnswer: true }, { unread })).toEqual([unread])
    expect(kinds(await ask('api-signed-answer', answering('{}'), {}))).toBe('not-applicable')
  })
})
