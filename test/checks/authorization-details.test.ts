import { describe, expect, it } from 'vitest'
import { set } from './change.ts'
import { ask, honestTrace } from './trace.ts'

const asked = {
  type: 'account_information',
  actions: ['list', 'read'],
  access: { accounts: [], owner: { name: 'x' } },
  purpose: 'loan',
}

/** What the check says when these details come back. */
async function kindOf(name: string, granted: unknown, wanted: unknown = [asked]): Promise<string> {
  const trace = await honestTrace((plan) => {
    if (wanted !== null) Object.assign(plan.pushed, { authorization_details: JSON.stringify(wanted) })
    if (granted !== undefined) set(plan.token, { authorization_details: granted })
  })
  return ask(name, trace).kind
}

describe('authorization details that come back', () => {
  const within: readonly (readonly [string, unknown])[] = [
    ['as asked', [asked]],
    ['with fewer actions', [{ ...asked, actions: ['read'] }]],
    ['in another order', [{ ...asked, actions: ['read', 'list'] }]],
    ['without a member, as a server may leave values out', [{ type: asked.type, actions: ['read'] }]],
    ['with a list filled that was empty (RFC 9396 section 7.1)', [{ ...asked, access: { accounts: [{ iban: 'X' }] } }]],
    ['with a member that says more', [{ ...asked, expires: 1 }]],
    [
      'in two parts',
      [
        { ...asked, actions: ['list'] },
        { ...asked, actions: ['read'] },
      ],
    ],
  ]
  it.each(within)('%s are no wider', async (_, granted) => {
    expect(await kindOf('authorization-details-no-wider', granted)).toBe('yes')
  })

  const wider: readonly (readonly [string, unknown])[] = [
    ['an action more', [{ ...asked, actions: ['list', 'read', 'pay'] }]],
    ['another type', [{ ...asked, type: 'payment' }]],
    ['a type more', [asked, { type: 'payment' }]],
    ['another value', [{ ...asked, purpose: 'marketing' }]],
    ['another value deep inside', [{ ...asked, access: { accounts: [], owner: { name: 'y' } } }]],
    ['text in place of a list', [{ ...asked, actions: 'all' }]],
    ['no type', [{ actions: ['read'] }]],
  ]
  it.each(wider)('%s is wider', async (_, granted) => {
    expect(await kindOf('authorization-details-no-wider', granted)).toBe('no')
  })

  it('have to be told, as a list of objects', async () => {
    const told = (granted: unknown) => kindOf('authorization-details-told', granted)
    expect(await told([asked])).toBe('yes')
    for (const granted of [undefined, [], asked, 'account_information', [1]]) expect(await told(granted)).toBe('no')
  })

  it('are no question where none were asked for', async () => {
    for (const name of ['authorization-details-told', 'authorization-details-no-wider'])
      expect(await kindOf(name, undefined, null)).toBe('not-applicable')
  })
})
