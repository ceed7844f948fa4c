import { expect, it } from 'vitest'
import { expandCases } from '../../src/plan/expandCases.ts'
import type { Consent, Endpoint, Profile, UseCase } from '../../src/profile/types.ts'
import type { Case, Suite } from '../../src/suite/types.ts'

const endpoint = (id: string, more: Partial<Endpoint> = {}): Endpoint =>
  ({ id, sign: false, idempotency: null, ...more }) as Endpoint

const profile = {
  api: { endpoints: [endpoint('accounts'), endpoint('payment', { sign: true, idempotency: 'x-key' })] },
  useCases: [{ id: 'pay' } as UseCase],
  consents: [{ id: 'access' } as Consent],
} as unknown as Pick<Profile, 'api' | 'useCases' | 'consents'>

const one = (more: Partial<Case>): Case => ({ id: 'c', title: 'C', refs: [], needs: {}, at: [], ...more }) as Case
const suiteOf = (...cases: Case[]) => ({ cases }) as unknown as Suite
const ids = (suite: Suite) => suite.cases.map(({ id }) => id)

it('makes a case once per entry of its kind, with ids that stay', () => {
  const suite = suiteOf(
    one({ id: 'plain' }),
    one({ each: 'endpoint' }),
    one({ id: 'u', each: 'use_case' }),
    one({ id: 'd', each: 'consent' }),
  )
  const expanded = expandCases(suite, profile)
  expect(ids(expanded)).toEqual(['plain', 'c.accounts', 'c.payment', 'u.pay', 'd.access'])
  expect(expanded.cases[1]).toMatchObject({ endpoint: 'accounts', of: 'c', title: 'C (accounts)' })
  expect(expanded.cases[1]?.each).toBeUndefined()
  expect(expanded.cases[3]).toMatchObject({ useCase: 'pay' })
  expect(expanded.cases[4]).toMatchObject({ consent: 'access' })
})

it('leaves out endpoints that have not what the case is about', () => {
  const signed = one({ each: 'endpoint', needs: { features: ['signed_body', 'client2'] } })
  const keyed = one({ id: 'k', each: 'endpoint', needs: { features: ['idempotency_key'] } })
  expect(ids(expandCases(suiteOf(signed, keyed), profile))).toEqual(['c.payment', 'k.payment'])
})

it('a profile without such entries has none of it', () => {
  const nothing = { api: null, useCases: [], consents: [] }
  const suite = suiteOf(one({ each: 'endpoint' }), one({ each: 'use_case' }), one({ each: 'consent' }))
  expect(expandCases(suite, nothing).cases).toEqual([])
})
