import { describe, expect, it } from 'vitest'
import type { Trace } from '../../src/checks/types.ts'
import type { MetadataRule } from '../../src/profile/metadataRule.ts'
import { noServerRules } from '../../src/profile/readServerRules.ts'
import type { ServerRules } from '../../src/profile/types.ts'
import type { Blueprint } from './blueprint.ts'
import { header } from './change.ts'
import { ask, honestTrace } from './trace.ts'

const ruled = async (rules: Partial<ServerRules>, change: (plan: Blueprint) => void = () => {}): Promise<Trace> => ({
  ...(await honestTrace(change)),
  serverRules: { ...noServerRules, ...rules },
})

describe('metadata as agreed', () => {
  const name = 'server-metadata-as-agreed'
  const answer = async (rule: MetadataRule, value: unknown) =>
    ask(name, await ruled({ metadata: { x: rule } }, (plan) => Object.assign(plan.metadata, { x: value })))

  it.each<[MetadataRule, unknown, unknown[]]>([
    [{ kind: 'is', value: true }, true, [false, 'true', undefined]],
    [{ kind: 'present' }, [], [undefined]],
    [{ kind: 'absent' }, undefined, ['a', false]],
    [{ kind: 'has', values: ['a', 'b'] }, ['c', 'b', 'a'], [['a'], 'a b', undefined, {}]],
    [{ kind: 'only', values: ['a'] }, ['a'], [['a', 'b'], ['b'], []]],
  ])('%j', async (rule, good, bad) => {
    expect((await answer(rule, good)).kind).toBe('yes')
    for (const value of bad) expect([value, (await answer(rule, value)).kind]).toEqual([value, 'no'])
  })

  it('says which member, and what it is', async () => {
    expect(await answer({ kind: 'only', values: ['PS256'] }, ['PS256', 'RS256'])).toMatchObject({
      attributed: 'as',
      observed: '"x" has "RS256", too',
    })
  })

  it('is not asked where the profile says nothing', async () => {
    expect(ask(name, await honestTrace()).kind).toBe('not-applicable')
  })
})

describe('headers as agreed', () => {
  const name = 'server-headers-as-agreed'
  const responseHeaders = { 'x-agreed': { kind: 'present' } } as const
  const both = (plan: Blueprint) => {
    header(plan.par, 'x-agreed', '1')
    header(plan.token, 'x-agreed', '1')
  }

  it('are asked of PAR and token', async () => {
    expect(ask(name, await ruled({ responseHeaders }, both)).kind).toBe('yes')
    const one = await ruled({ responseHeaders }, (plan) => header(plan.par, 'x-agreed', '1'))
    expect(ask(name, one)).toMatchObject({
      kind: 'no',
      observed: expect.stringContaining('token: x-agreed: it is missing'),
    })
    expect(ask(name, await honestTrace()).kind).toBe('not-applicable')
  })
})
