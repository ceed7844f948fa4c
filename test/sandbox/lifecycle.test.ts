import { expect, it } from 'vitest'
import { createCredentials } from '../../src/sandbox/credentials.ts'
import { Lifecycle } from '../../src/sandbox/lifecycle.ts'
import { createSigningKey } from '../../src/sandbox/signingKeys.ts'
import { createStrict } from '../../src/sandbox/strict.ts'

it('takes a client for changed only once its key is another one: a stand-in would hide what is wrong with its requests', async () => {
  const credentials = await createCredentials()
  const client = credentials.clients.find(({ clientAuth }) => clientAuth === 'private_key_jwt')
  if (client === undefined) throw new Error('no client with private_key_jwt')
  // Nobody serves the key set: the registered keys stand.
  const jwksUris = new Map([[client.id, 'https://127.0.0.1:1/jwks']])
  const lifecycle = new Lifecycle({ strict: createStrict([]).strict, credentials, jwksUris, nowMs: Date.now })
  const kid = client.signingKey?.kid
  expect(await lifecycle.current(client, kid)).toMatchObject({ changed: false, client: { signingKey: { kid } } })
  const next = await createSigningKey('PS256')
  lifecycle.setKeys(client.id, [next.publicJwk])
  expect(await lifecycle.current(client, next.kid)).toMatchObject({ changed: true })
  expect(await lifecycle.current(client, kid)).toMatchObject({
    changed: true,
    client: { signingKey: { kid: next.kid } },
  })
})
