import { describe, expect, it } from 'vitest'
import type { FlowSession } from '../../src/flow/session.ts'
import { covers, scopeWithoutResource } from '../../src/mutations/scopeWithoutResource.ts'
import { sentFields } from '../../src/mutations/sent.ts'
import { uses } from '../../src/mutations/uses.ts'
import { changed, draftFlow, lost } from './draftFlow.ts'

const par = { step: 'par', part: 'params', place: null } as const
const resource = { step: 'resource', part: null, place: null } as const

function apply() {
  const made = uses['scope-without-resource']?.apply?.(new Map())
  if (!made) throw new Error('no such use')
  return made
}

/** A flow at a resource that needs the scope accounts, after that token response. */
function flowAfter(tokenBody: string | null): FlowSession {
  const flow = draftFlow()
  const { variant } = flow.env
  const env = { ...flow.env, variant: { ...variant, resource: { ...variant.resource, scope: 'accounts' } } }
  const token = tokenBody === null ? [] : [{ response: { body: tokenBody } }]
  return { ...flow, env, exchanges: { token } } as unknown as FlowSession
}

describe('scope-without-resource', () => {
  it('asks for the rest of the scope, and notices when that was not sent', async () => {
    const { exchange, missing } = await changed(flowAfter(null), par, apply())
    expect(sentFields(exchange, 'form').filter(([name]) => name === 'scope')).toEqual([['scope', 'openid']])
    expect(missing).toEqual([null])
    expect(await lost(flowAfter(null), par, apply())).toEqual(['"scope" was not "openid"'])
  })

  it.each([
    ['says nothing', '{"access_token":"x"}'],
    ['names less', '{"scope":"openid"}'],
    ['cannot be read', 'no json'],
    ['has a scope of another type', '{"scope":["accounts"]}'],
  ])('goes on to the resource where the token response %s', async (_name, body) => {
    expect((await changed(flowAfter(body), resource, apply())).missing).toEqual([])
  })

  it('asks nothing of the resource where the server granted more than was asked for', async () => {
    await expect(changed(flowAfter('{"scope":"accounts openid"}'), resource, apply())).rejects.toMatchObject({
      code: 'NOT_APPLICABLE',
      message: 'the server granted "accounts openid" although only "openid" was asked for',
    })
  })
})

describe('scopes', () => {
  it('are compared value by value', () => {
    expect(scopeWithoutResource('openid accounts accounts2', 'accounts')).toBe('openid accounts2')
    expect(scopeWithoutResource('a b', 'b a')).toBe('')
    expect(covers('openid accounts', 'accounts')).toBe(true)
    expect(covers('openid accounts2', 'accounts')).toBe(false)
    expect(covers('a', 'a b')).toBe(false)
  })
})
