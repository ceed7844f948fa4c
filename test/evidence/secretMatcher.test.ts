import { describe, expect, it } from 'vitest'
import { encodedForms } from '../../src/evidence/encodedForms.ts'
import { looksRandom } from '../../src/evidence/looksRandom.ts'
import { rewriteJson } from '../../src/evidence/rewriteJson.ts'
import { createSecretMatcher } from '../../src/evidence/secretMatcher.ts'

function matcher(...secrets: readonly string[]) {
  const made = createSecretMatcher()
  for (const secret of secrets) made.add(secret, `<${secret.length}>`)
  return made
}

describe('secret matcher', () => {
  it('takes the longest of several at one place and goes on behind it', () => {
    expect(matcher('secret', 'secret-long', 'other---').replace('a secret-longer, secret, other---other---')).toBe(
      'a <11>er, <6>, <8><8>',
    )
  })

  it('hides the start of a secret that was quoted and cut off', () => {
    expect(matcher('abcdefghijklmnop').replace('abcdefghijkl... and abcdefgh')).toBe('<16>... and abcdefgh')
  })

  it('takes short words only as words', () => {
    expect(matcher('ab', 'demo').replace('ab abc demo demonstration "demo"')).toBe('<2> abc <4> demonstration "<4>"')
  })

  it('finds at the very start and end, and in text shorter than itself', () => {
    expect(matcher('12345678').replace('12345678')).toBe('<8>')
    expect(matcher('12345678').replace('123')).toBe('123')
  })

  it('handles thousands of secrets and megabytes in well under a second', () => {
    const many = createSecretMatcher()
    for (let i = 0; i < 20_000; i++) many.add(`tok-${i}-${(i * 7919).toString(36)}-secret`, '<t>')
    const text = 'lorem ipsum dolor sit amet tok-77-cxv3-secret '.repeat(100_000)
    const started = performance.now()
    const result = many.replace(text)
    expect(performance.now() - started).toBeLessThan(4000)
    expect(result.length).toBeGreaterThan(1000)
  })
})

describe('encoded forms', () => {
  it.each([0, 1, 2, 3, 4, 5])('find a secret in base64 behind %i bytes', (before) => {
    const text = Buffer.from(`${'x'.repeat(before)}s3cret-value~ü${'y'.repeat(5 - before)}`).toString('base64')
    expect([...encodedForms('s3cret-value~ü')].some((form) => text.includes(form))).toBe(true)
  })
})

describe('random-looking text', () => {
  it.each([
    '550e8400-e29b-41d4-a716-446655440000',
    'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    'd41d8cd98f00b204e9800998ecf8427e',
    'aGVsbG8gd29ybGQhISEh',
  ])('%s', (text) => {
    expect(looksRandom(text)).toBe(true)
  })
  it.each([
    'private_key_jwt+dpop+openid',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'authorization_response_iss_parameter_supported',
    'fapi-security-profile-2_0-final',
    '20260203-093000-acme',
    'frontchannelLogoutSessionSupported',
    'short1A',
  ])('not %s', (text) => {
    expect(looksRandom(text)).toBe(false)
  })
})

describe('JSON rewriting', () => {
  const upper = (text: string) =>
    rewriteJson(
      text,
      (_, value) => (typeof value === 'string' ? value.toUpperCase() : undefined),
      (name) => name,
    )
  it('changes leaves only', () => {
    expect(upper(' {"a":"x" , "b":[1.0,"y\\u0041",{}],"a":null}\n')).toBe(' {"a":"X" , "b":[1.0,"YA",{}],"a":null}\n')
  })
  it.each(['', '{', '{"a"}', '[1,]', '{"a":1,}', 'nul', '"a', '01', '[1] 2', '{a:1}', '"\n"', '['.repeat(5000)])(
    'is null for %j',
    (text) => {
      expect(upper(text)).toBeNull()
    },
  )
})
