import { describe, expect, it } from 'vitest'
import { extraParameters, scopeOf } from '../../src/flow/authorizationExtras.ts'
import { useConsents } from '../../src/flow/consents.ts'
import { newEcosystem } from '../../src/flow/ecosystem.ts'
import type { FlowSession } from '../../src/flow/session.ts'
import { authorizationParameters } from '../../src/flow/steps.ts'
import { fill, fillScope, isFlowSymbol, TemplateError } from '../../src/flow/template.ts'
import { noExtras } from '../../src/profile/readExtras.ts'
import { noLimits } from '../../src/profile/readLimits.ts'
import { noServerRules } from '../../src/profile/readServerRules.ts'
import { isTemplateSymbol, templateSymbols } from '../../src/profile/templateSymbols.ts'
import type { AuthorizationExtras, Consent } from '../../src/profile/types.ts'
import { draftFlow } from '../mutations/draftFlow.ts'

const consent = (id: string, authorize: Partial<AuthorizationExtras>, more: Partial<Consent> = {}): Consent =>
  ({ id, scopes: [], authorize: { ...noExtras, ...authorize }, expect: { idToken: {} }, take: {}, ...more }) as Consent

function flowWith(
  consents: readonly Consent[],
  authorization: Partial<AuthorizationExtras> = {},
  more: Partial<FlowSession> = {},
): FlowSession {
  const flow = { ...draftFlow(), ...more }
  const profile = {
    api: null,
    consents,
    authorization: { ...noExtras, ...authorization },
    limits: noLimits,
    server: noServerRules,
  }
  const ecosystem = newEcosystem(profile, { params: { accountId: 'a 1' } })
  return { ...flow, env: { ...flow.env, ecosystem } }
}

describe('symbols of templates', () => {
  it('are the same for the reader of profiles and for the flow', () => {
    const families = ['$now+5m', '$now.iso-1d', '$now.http+1h', '$random32', '$consent.id', '$param.accountId']
    for (const symbol of [...templateSymbols, ...families]) {
      expect([symbol, isTemplateSymbol(symbol), isFlowSymbol(symbol)]).toEqual([symbol, true, true])
    }
    for (const wrong of ['$nothing', '$now+5', '$consent', '$param.']) {
      expect([wrong, isTemplateSymbol(wrong), isFlowSymbol(wrong)]).toEqual([wrong, false, false])
    }
  })

  it('get values, also inside lists and mappings', () => {
    const flow = flowWith([])
    useConsents(flow, new Map([['id', 'c-1']]))
    const url = 'https://rs.example/payments'
    const template = {
      a: ['$consent.id', 'x'],
      at: '$now',
      day: '$now.iso+1d',
      date: '$now.http',
      n: 1,
      u: '$request.url',
    }
    expect(fill(template, flow, url)).toEqual({
      a: ['c-1', 'x'],
      at: 1_800_000_000,
      day: '2027-01-16T08:00:00Z',
      date: 'Fri, 15 Jan 2027 08:00:00 GMT',
      n: 1,
      u: url,
    })
    expect(fill('$uuid', flow, url)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
    expect(fill('$random12', flow, url)).toHaveLength(12)
    expect(fill('$param.accountId', flow, url)).toBe('a 1')
    expect(fillScope('consent:$consent.id', flow)).toBe('consent:c-1')
  })

  it('without a value are an error that names them', () => {
    expect(() => fill({ a: '$consent.id' }, flowWith([]), '')).toThrow(TemplateError)
    expect(() => fill('$param.other', flowWith([]), '')).toThrow('"$param.other" has no value in this flow')
  })
})

describe('what an authorization request carries', () => {
  const one = consent('one', {
    scope: ['payments', 'consent:$consent.id'],
    claims: { id_token: { intent: { value: '$consent.id' } } },
    authorizationDetails: [{ type: 'access', id: '$consent.id' }],
    params: { purpose: 'Loans' },
  })
  const values = new Map([['id', 'c-1']])

  it('by the profile and by its consents, in one', () => {
    const flow = flowWith([one], {
      claims: { id_token: { acr: { essential: true } } },
      authorizationDetails: [{ type: 'base' }],
      acrValues: 'loa2',
      params: { purpose: 'Rent', channel: 'web' },
    })
    useConsents(flow, values)
    expect(flow.sent.scope).toBe('openid accounts payments consent:c-1')
    expect(Object.fromEntries(authorizationParameters(flow, flow.actor))).toMatchObject({
      scope: 'openid accounts payments consent:c-1',
      claims: '{"id_token":{"acr":{"essential":true},"intent":{"value":"c-1"}}}',
      authorization_details: '[{"type":"base"},{"type":"access","id":"c-1"}]',
      acr_values: 'loa2',
      purpose: 'Loans',
      channel: 'web',
    })
  })

  it('with scopes of its own the flow asks for those, and for what the consent is named by', () => {
    const flow = flowWith([one], {}, { scopes: ['transactions'] })
    useConsents(flow, values)
    expect(scopeOf(flow)).toBe('openid transactions consent:c-1')
    const none = flowWith([], {}, { scopes: [] })
    expect(scopeOf(none)).toBe('openid')
  })

  it('a consent for other scopes and one that is left out add nothing', () => {
    const other = flowWith([consent('two', { params: { purpose: 'x' } }, { scopes: ['payments'] })])
    useConsents(other, values)
    expect(extraParameters(other)).toEqual([])
    const left = flowWith([one], {}, { withoutConsents: ['one'] })
    useConsents(left, values)
    expect([scopeOf(left), extraParameters(left)]).toEqual(['openid accounts', []])
  })

  it('details of its own replace those of the profile', () => {
    const flow = flowWith([], { authorizationDetails: [{ type: 'base' }] }, { details: [] })
    expect(extraParameters(flow)).toEqual([])
  })

  it('without rules is what it always was', () => {
    expect(extraParameters(draftFlow())).toEqual([])
    expect(scopeOf(draftFlow())).toBe('openid accounts')
  })
})
