import { expect, it } from 'vitest'
import type { Variant } from '../../src/profile/types.ts'
import { variantKey } from '../../src/profile/variantKey.ts'

const plain: Variant = {
  client_auth: 'private_key_jwt',
  sender_constraint: 'dpop',
  openid: true,
  request: 'unsigned',
  response: 'plain',
  grant: 'authorization_code',
}

it.each([
  [{}, 'private_key_jwt+dpop+openid'],
  [{ openid: false }, 'private_key_jwt+dpop+oauth'],
  [{ client_auth: 'tls_client_auth', sender_constraint: 'mtls' }, 'tls_client_auth+mtls+openid'],
  [{ request: 'signed' }, 'private_key_jwt+dpop+openid+signed'],
  [{ response: 'jarm' }, 'private_key_jwt+dpop+openid+jarm'],
  [{ request: 'signed', response: 'jarm' }, 'private_key_jwt+dpop+openid+signed+jarm'],
  [{ openid: false, grant: 'client_credentials' }, 'private_key_jwt+dpop+oauth+client_credentials'],
] as const)('%j', (choice, key) => {
  expect(variantKey({ ...plain, ...choice })).toBe(key)
})
