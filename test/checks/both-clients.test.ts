import { describe, expect, it } from 'vitest'
import { ofBothClients } from '../../src/checks/bothClients.ts'
import type { Answer, Check, Trace } from '../../src/checks/types.ts'
import { set } from './change.ts'
import { ask, honestTrace } from './trace.ts'

const yes: Answer = { kind: 'yes', expected: 'a', observed: 'a' }
const no: Answer = { kind: 'no', expected: 'a', observed: 'b', attributed: 'as' }
const unknown: Answer = { kind: 'unknown', reason: 'nothing was seen' }
const idle: Answer = { kind: 'not-applicable', reason: 'not here' }

/** What comes of two answers; null: there is no client2. */
async function both(first: Answer, second: Answer | null): Promise<Answer> {
  const trace = await honestTrace()
  const other: Trace = { ...trace, client: { ...trace.client, name: 'client2' } }
  const check: Check = ({ client }) => (client.name === 'client2' && second ? second : first)
  return ofBothClients({ check }).check({ ...trace, other: second && other })
}

describe('questions about both clients', () => {
  it.each([
    ['the one client', yes, null, yes],
    ['both alike', yes, yes, yes],
    ['only client2 at fault', yes, no, { ...no, observed: 'for client2: b' }],
    ['both at fault', no, no, no],
    ['client1 at fault', no, yes, no],
    ['nothing known about client2', yes, unknown, yes],
    ['nothing known about client1', unknown, yes, unknown],
    ['it does not arise for client2', yes, idle, yes],
    ['it does not arise for client1, and client2 is at fault', idle, no, { ...no, observed: 'for client2: b' }],
  ] as const)('%s', async (_, first, second, expected) => {
    expect(await both(first, second)).toEqual(expected)
  })

  it('finds an ID token of client2 that is for somebody else', async () => {
    const trace = await honestTrace()
    const other = await honestTrace((plan) => {
      if (plan.idToken) plan.idToken.claims.aud = 'somebody'
    })
    expect(ask('id-token-aud', { ...trace, other })).toMatchObject({ kind: 'no' })
    expect(ask('id-token-aud', trace)).toMatchObject({ kind: 'yes' })
  })

  it('finds a token response of client2 that calls bound tokens Bearer', async () => {
    const trace = await honestTrace()
    const other = await honestTrace((plan) => set(plan.token, { token_type: 'Bearer' }))
    expect(ask('token-response-type-dpop', { ...trace, other })).toMatchObject({ kind: 'no' })
  })
})
