import { describe, expect, it } from 'vitest'
import { depthOf, parsePayload } from '../../src/checks/payloadText.ts'
import type { Answered } from '../../src/checks/readExchange.ts'
import { exchangeOf } from '../evidence/exchangeOf.ts'

function answered(body: string, type = 'application/json', more: { invalidUtf8?: boolean } = {}): Answered {
  const exchange = exchangeOf({ step: 'resource', answer: body, type })
  if (exchange.response === null) throw new Error('no response')
  return { ...exchange, response: { ...exchange.response, ...more } }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64url')
const jws = (claims: string): string => `${base64('{"alg":"PS256"}')}.${base64(claims)}.${base64('signature')}`

describe('the JSON of an answer', () => {
  it('is parsed, whatever its type', () => {
    expect(parsePayload(answered('[1]', 'text/html'))).toEqual({ problems: [], json: { value: [1] } })
  })

  it('may stand in a JWS, if its type says so', () => {
    expect(parsePayload(answered(jws('{"a":1}'), 'application/jwt'))).toEqual({
      problems: [],
      json: { value: { a: 1 } },
    })
    expect(parsePayload(answered(jws('{"a":1}'), 'application/jose;x=y')).json).toEqual({ value: { a: 1 } })
    expect(parsePayload(answered(jws('<a/>'), 'application/jwt')).problems).toEqual([
      'markup instead of JSON in the JWS',
    ])
    expect(parsePayload(answered(jws('{"a":1}'))).json).toBeNull()
  })

  const rows: readonly (readonly [string, Answered, readonly string[], boolean])[] = [
    ['a byte order mark', answered('\ufeff{}'), ['a byte order mark before the JSON'], true],
    ['a member twice', answered('{"a":[{"b":1,"\\u0062":2}]}'), ['"b" occurs twice in one object'], true],
    [
      'bytes that are not UTF-8',
      answered('{"a":"\ufffd"}', 'application/json', { invalidUtf8: true }),
      ['bytes that are not UTF-8'],
      true,
    ],
    ['two texts', answered('{}{}'), ['text that is not JSON'], false],
    ['nothing but space', answered(' '), ['an empty body'], false],
    ['brackets without end', answered('['.repeat(100_000)), ['100000 levels of nesting'], false],
    ['deep nesting that ends', answered(`${'[{"a":'.repeat(80)}1${'}]'.repeat(80)}`), ['160 levels of nesting'], false],
    ['brackets in strings', answered(`{"a":"${'['.repeat(500)}\\"["}`), [], true],
  ]
  it.each(rows)('%s', (_, exchange, problems, isJson) => {
    const parsed = parsePayload(exchange)
    expect(parsed.problems).toEqual(problems)
    expect(parsed.json !== null).toBe(isJson)
  })

  it('of many megabytes is read in a moment', () => {
    const start = performance.now()
    parsePayload(answered(JSON.stringify({ a: 'x'.repeat(4_000_000), b: Array.from({ length: 300_000 }, () => ({})) })))
    expect(depthOf('[{"a":"]"}]')).toBe(2)
    expect(performance.now() - start).toBeLessThan(3_000)
  })
})
