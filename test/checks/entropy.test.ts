import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { guessableBecause, measure } from '../../src/checks/entropy.ts'
import { unsigned } from './keys.ts'

const fresh = (bytes: number, encoding: 'base64url' | 'hex'): string => randomBytes(bytes).toString(encoding)
const many = (make: () => string): string[] => Array.from({ length: 6 }, make)

describe('what can be guessed', () => {
  it.each([
    ['base64url of 16 bytes', () => fresh(16, 'base64url')],
    ['hexadecimal of 16 bytes', () => fresh(16, 'hex')],
    ['hexadecimal in capitals', () => fresh(16, 'hex').toUpperCase()],
    ['base64url of 32 bytes', () => fresh(32, 'base64url')],
    ['a fixed prefix and 24 bytes', () => `acme_at_${fresh(24, 'base64url')}`],
    ['base64url of 21 characters, as id generators make them', () => fresh(16, 'base64url').slice(0, 21)],
    ['a dotted pair', () => `${fresh(16, 'hex')}.constant-session-part`],
  ])('takes random values: %s', (_, make) => {
    for (let round = 0; round < 200; round += 1) {
      const samples = many(make)
      expect(guessableBecause(samples[0] ?? '', samples, 'required')).toBeNull()
    }
  })

  it.each([
    ['8 bytes', () => fresh(8, 'hex')],
    ['15 bytes of base64url', () => fresh(15, 'base64url')],
    ['a long fixed prefix and 8 bytes', () => `${'acme-sandbox-access-token-'.repeat(3)}${fresh(8, 'hex')}`],
    ['a six-digit number', () => String(100_000 + randomBytes(2).readUInt16BE())],
  ])('refuses short ones: %s', (_, make) => {
    const samples = many(make)
    expect(guessableBecause(samples[0] ?? '', samples, 'required')).not.toBeNull()
  })

  it.each(['', 'a'.repeat(64), 'abcabcabcabcabcabcabcabcabcabcabcabcabcabc', '0'.repeat(63)])(
    'refuses repetition: %s',
    (value) => {
      expect(guessableBecause(value, [], 'required')).not.toBeNull()
    },
  )

  it('finds the counter behind what all values share', () => {
    const values = [17, 18, 19].map((n) => `Zk3fJ9dkQp28dkfJ38dkQpLw0Xy7${n}`)
    expect(guessableBecause(values[0] ?? '', values, 'required')).toMatch(/^1 characters|^2 characters/)
    expect(guessableBecause(values[0] ?? '', [], 'required')).toBeNull()
  })

  it('counts only the signature of a JWT', () => {
    const weak = unsigned({ alg: 'HS256' }, { sub: 'x'.repeat(300) }, 'AAAA')
    expect(guessableBecause(weak, [], 'required')).toContain('4 characters')
    expect(
      guessableBecause(unsigned({ alg: 'ES256' }, { sub: 'x' }, fresh(64, 'base64url')), [], 'recommended'),
    ).toBeNull()
  })

  it('knows what a version 4 UUID holds', () => {
    const uuid = '3f1c2b7e-9a4d-4c1e-8b2a-6d5e4f3a2b1c'
    expect(measure(uuid, []).uuid).toBe(true)
    expect(guessableBecause(uuid, [], 'required')).toBeNull()
    expect(guessableBecause(uuid, [], 'recommended')).toBe('a version 4 UUID: 122 random bits')
  })
})
