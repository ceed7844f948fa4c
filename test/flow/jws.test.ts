import { compactVerify, importJWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { concatSignature } from '../../src/flow/concatSignature.ts'
import type { JwtDraft } from '../../src/flow/draft.ts'
import { decodeJwt, signJwt, signJwtAside, verifies } from '../../src/flow/jws.ts'
import { generateKey, prepareSpareKey, spareKey, thumbprint } from '../../src/flow/keys.ts'

const draft = (alg: string): JwtDraft => {
  const key = generateKey(alg)
  return {
    header: { alg, typ: 'test+jwt' },
    claims: { sub: 'a', n: null },
    key,
    alg,
    signatureFault: null,
    secret: null,
  }
}

describe('signJwt', () => {
  test.each(['PS256', 'PS384', 'RS256', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'])(
    'jose verifies %s, signed here or aside',
    async (alg) => {
      const jwt = draft(alg)
      const key = await importJWK({ ...jwt.key.publicJwk }, alg)
      for (const signed of [signJwt(jwt), await signJwtAside(jwt)]) {
        const { payload, protectedHeader } = await compactVerify(signed, key)
        expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({ sub: 'a', n: null })
        expect(protectedHeader.typ).toBe('test+jwt')
      }
    },
  )

  test.each([
    ['ES256', 32],
    ['ES384', 48],
    ['ES512', 66],
    ['ES256K', 32],
  ])('%s: two numbers of the same length, which its verifier takes', (alg, size) => {
    const jwt = draft(alg)
    // Two in three have a first bit that is set in one of the numbers.
    for (let i = 0; i < 20; i++) {
      const signed = signJwt({ ...jwt, claims: { i } })
      expect(Buffer.from(signed.split('.')[2] ?? '', 'base64url')).toHaveLength(2 * size)
      expect(verifies(signed, alg, jwt.key.publicKey)).toBe(true)
    }
  })

  test('a number with leading zeros, or with a first bit that is set, keeps its value', () => {
    const der = Buffer.from('300a0202' + '7f01' + '0204' + '0080ff02', 'hex')
    expect(concatSignature(der, 3).toString('hex')).toBe('007f0180ff02')
    const long = Buffer.concat([
      Buffer.from('3081850242', 'hex'),
      Buffer.alloc(66, 1),
      Buffer.from('023f', 'hex'),
      Buffer.alloc(63, 2),
    ])
    expect(concatSignature(long, 66).toString('hex')).toBe(`${'01'.repeat(66)}000000${'02'.repeat(63)}`)
  })

  test('the spare key that was prepared is the one that is used', async () => {
    await prepareSpareKey()
    const prepared = thumbprint(spareKey('PS256').publicJwk)
    await prepareSpareKey()
    expect(thumbprint(spareKey('RS256').publicJwk)).toBe(prepared)
    expect(spareKey('PS256').publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048)
  })

  test('signed aside, a signature can be broken too', async () => {
    const jwt = { ...draft('PS256'), signatureFault: 'corrupt' as const }
    expect(verifies(await signJwtAside(jwt), 'PS256', jwt.key.publicKey)).toBe(false)
    expect(verifies(await signJwtAside({ ...jwt, signatureFault: null }), 'PS256', jwt.key.publicKey)).toBe(true)
  })

  test('the other key is the same for all RSA algorithms, and of the right kind for the others', () => {
    expect(thumbprint(spareKey('RS256').publicJwk)).toBe(thumbprint(spareKey('PS384').publicJwk))
    expect([spareKey('PS384').alg, spareKey('RS256').alg]).toEqual(['PS384', 'RS256'])
    expect([spareKey('ES256').publicJwk.crv, spareKey('ES384').publicJwk.crv]).toEqual(['P-256', 'P-384'])
    expect(spareKey('PS256', 1024).publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024)
  })

  test('HS256 is keyed with the secret of the draft', async () => {
    const secret = new TextEncoder().encode('x'.repeat(40))
    const jwt = { ...draft('ES256'), alg: 'HS256', header: { alg: 'HS256' }, secret }
    await expect(compactVerify(signJwt(jwt), secret)).resolves.toBeDefined()
  })

  test.each(['none', 'nOnE'])('%s has an empty third part', (alg) => {
    const jwt = signJwt({ ...draft('ES256'), alg, header: { alg } })
    expect(jwt.split('.')).toHaveLength(3)
    expect(jwt.endsWith('.')).toBe(true)
    expect(decodeJwt(jwt)?.header.alg).toBe(alg)
  })

  test('a corrupt signature never verifies, whatever its first character', () => {
    for (let i = 0; i < 70; i++) {
      const jwt = draft('ES256')
      expect(verifies(signJwt(jwt), 'ES256', jwt.key.publicKey)).toBe(true)
      expect(verifies(signJwt({ ...jwt, signatureFault: 'corrupt' }), 'ES256', jwt.key.publicKey)).toBe(false)
    }
  })

  test('a missing signature leaves two parts, a stripped one an empty third', () => {
    expect(signJwt({ ...draft('ES256'), signatureFault: 'missing' }).split('.')).toHaveLength(2)
    expect(signJwt({ ...draft('ES256'), signatureFault: 'strip' }).split('.')[2]).toBe('')
  })

  test('an unknown algorithm is named', () => {
    expect(() => signJwt({ ...draft('ES256'), alg: 'XX999' })).toThrow('"alg" XX999 is not one this tool can sign with')
  })
})

test('the thumbprint is that of RFC 7638 section 3.1', () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
  expect(thumbprint({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' })).toBe(
    'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
  )
})
