import { expect, it } from 'vitest'
import { prove } from '../../src/app/prove.ts'

it('proves a rule of an ecosystem with its profile, against the sandbox that follows the other rules', async () => {
  const { defects, controls } = await prove({
    defects: ['api-interaction-one', 'intent-client'],
    only: ['api-header-echoed*', 'consent-of-another-client*'],
    jobs: 1,
  })
  expect(controls).toEqual([])
  expect(defects.map(({ id, fate, killedBy }) => [id, fate, killedBy])).toEqual([
    ['intent-client', 'killed', ['consent-of-another-client.account-access']],
    ['api-interaction-one', 'killed', ['api-header-echoed.transactions']],
  ])
  expect(defects.map(({ variant }) => variant)).toEqual([
    'private_key_jwt+mtls+openid (dialect: open-banking-uk)',
    'private_key_jwt+dpop+openid (dialect: acme)',
  ])
}, 120_000)
