import { expect, it } from 'vitest'
import { variantFrom } from '../../src/cli/variantFrom.ts'
import { variantKey } from '../../src/profile/variantKey.ts'

it('reads the name of a variant back', () => {
  const full = { client_auth: 'tls_client_auth', sender_constraint: 'mtls', openid: false } as const
  const signed = { ...full, request: 'signed', response: 'jarm', grant: 'client_credentials' } as const
  expect(variantFrom(variantKey(signed))).toEqual(signed)
  const plain = { request: 'unsigned', response: 'plain', grant: 'authorization_code' } as const
  expect(variantFrom(variantKey({ ...full, ...plain }))).toEqual(full)
  expect(variantFrom('dpop')).toEqual({ sender_constraint: 'dpop' })
})

it.each([
  ['private_key_jwt+bearer', '"bearer" is none of private_key_jwt, '],
  ['', '"" is none of'],
  ['dpop+mtls', '"mtls" says once more what was said before it'],
  ['toString', '"toString" is none of'],
])('refuses "%s"', (text, message) => {
  expect(() => variantFrom(text)).toThrow(message)
})
