import { describe, expect, it } from 'vitest'
import { applyPolicy, mergePolicies, PolicyError } from '../../src/directory/metadataPolicy.ts'

const none = new Set<string>()
const policy = (operators: object) => ({ openid_provider: { p: operators } })
const apply = (operators: object, value?: unknown): unknown =>
  applyPolicy(mergePolicies([policy(operators)], none), {
    openid_provider: value === undefined ? {} : { p: value },
  }).openid_provider?.p

describe('metadata policies (OpenID Federation 1.0 section 6.1)', () => {
  // Table 1 of section 6.1.3.1.8.
  it.each([
    [{ essential: true, subset_of: ['a', 'b', 'c'] }, ['a', 'e'], ['a']],
    [{ essential: false, subset_of: ['a', 'b', 'c'] }, ['a', 'e'], ['a']],
    [{ essential: true, subset_of: ['a', 'b', 'c'] }, ['d', 'e'], []],
    [{ essential: false, subset_of: ['a', 'b', 'c'] }, undefined, undefined],
    [{ value: ['x'] }, ['y'], ['x']],
    [{ value: null }, 'gone', undefined],
    [{ add: ['b'] }, ['a'], ['a', 'b']],
    [{ add: ['a'] }, ['a'], ['a']],
    [{ add: ['a'] }, undefined, ['a']],
    [{ default: 'd' }, undefined, 'd'],
    [{ default: 'd' }, 'own', 'own'],
    [{ one_of: ['a', 'b'] }, 'b', 'b'],
    [{ one_of: ['a', 'b'] }, undefined, undefined],
    [{ superset_of: ['a'] }, ['a', 'b'], ['a', 'b']],
    [{ default: ['a'], subset_of: ['a', 'b'], superset_of: ['a'], essential: true }, undefined, ['a']],
    [{ regexp: '^x$' }, 'anything', 'anything'],
  ])('%j makes of %j: %j', (operators, value, expected) => {
    expect(apply(operators, value)).toEqual(expected)
  })

  it.each([
    [{ essential: true, subset_of: ['a'] }, undefined, /it is missing/],
    [{ one_of: ['a'] }, 'b', /is none of/],
    [{ superset_of: ['a', 'b'] }, ['a'], /lacks some of/],
    [{ value: 'c', one_of: ['a'] }, 'a', /contradict/],
    [{ value: null, essential: true }, 'a', /contradict/],
    [{ add: ['c'], subset_of: ['a'] }, ['a'], /contradict/],
    [{ one_of: ['a'], subset_of: ['a'] }, ['a'], /contradict/],
    [{ subset_of: ['a'], superset_of: ['b'] }, ['a'], /contradict/],
  ])('%j refuses %j', (operators, value, message) => {
    expect(() => apply(operators, value)).toThrow(PolicyError)
    expect(() => apply(operators, value)).toThrow(message)
  })

  it('treats scope as the list of its values', () => {
    const merged = mergePolicies([{ openid_relying_party: { scope: { subset_of: ['openid', 'accounts'] } } }], none)
    const applied = applyPolicy(merged, { openid_relying_party: { scope: 'openid payments' } })
    expect(applied.openid_relying_party?.scope).toBe('openid')
  })

  it('merges from the top down, never to something more permissive', () => {
    const merge = (...all: object[]) => mergePolicies(all.map(policy), none).openid_provider?.p
    expect(merge({ subset_of: ['a', 'b'] }, { subset_of: ['b', 'c'] })).toEqual({ subset_of: ['b'] })
    expect(merge({ superset_of: ['a'] }, { superset_of: ['b'] })).toEqual({ superset_of: ['a', 'b'] })
    expect(merge({ one_of: ['a', 'b'] }, { one_of: ['b'] })).toEqual({ one_of: ['b'] })
    expect(merge({ essential: true }, { essential: false })).toEqual({ essential: true })
    expect(() => merge({ one_of: ['a'] }, { one_of: ['b'] })).toThrow(/no value in common/)
    expect(() => merge({ value: 'a' }, { value: 'b' })).toThrow(/in one statement/)
    expect(() => merge({ subset_of: ['a', 'b'] }, { superset_of: ['c'] })).toThrow(/contradict/)
  })

  it('does not pass over an unknown operator that is critical', () => {
    expect(() => mergePolicies([policy({ regexp: '^x$' })], new Set(['regexp']))).toThrow(/critical/)
  })
})
