import { describe, expect, it } from 'vitest'
import { newDraft } from '../../src/flow/draft.ts'
import { decodeJwt } from '../../src/flow/jws.ts'
import { sentFields, sentJwt } from '../../src/mutations/sent.ts'
import { isSymbol, resolve } from '../../src/mutations/symbols.ts'
import { uses } from '../../src/mutations/uses.ts'
import type { Apply } from '../../src/mutations/verbs.ts'
import type { Location } from '../../src/suite/types.ts'
import { changed, draftFlow, lost } from '../mutations/draftFlow.ts'
import { claimsSent, signedFlow } from './signedFlow.ts'

const at = (text: string): Location => {
  const [step, part = null, place = null] = text.split('.')
  return { step, part, place } as Location
}

function use(name: string): Apply {
  const made = uses[name]?.apply?.(new Map())
  if (!made) throw new Error(`no change ${name}`)
  return made
}

const names = [
  ['unsigned-push', 'par'],
  ['request-object-of-client2', 'par.request_object'],
  ['request-object-of-client2-for-own-redirect-uri', 'par.request_object'],
  ['redirect-uri-beside-request-object', 'par.form'],
  ['code-challenge-beside-request-object', 'par.form'],
  ['state-beside-request-object', 'par.form'],
  ['wider-scope-beside-request-object', 'par.form'],
  ['client-assertion-as-request-object', 'par.request_object'],
  ['request-object-as-client-assertion', 'token.client_assertion'],
  ['request-object-with-sub-as-client-assertion', 'token.client_assertion'],
  ['embedded-jwk', 'par.request_object'],
  ['embedded-x5c', 'par.request_object'],
  ['key-by-jku', 'par.request_object'],
] as const

describe('named changes to request objects', () => {
  it.each(names)('%s proves from the recorded request that it was sent', async (name, where) => {
    const { missing } = await changed(signedFlow(), at(where), use(name))
    expect(missing.length).toBeGreaterThan(0)
    expect(missing.filter((text) => text !== null)).toEqual([])
  })

  it.each(names)('%s notices an honest request', async (name, where) => {
    const missing = await lost(signedFlow(), at(where), use(name))
    expect(missing.some((text) => text !== null)).toBe(true)
  })

  it('need a request object where they move something out of it', async () => {
    await expect(changed(draftFlow(), at('par.form'), use('state-beside-request-object'))).rejects.toThrow(
      'the push of this variant has no request object',
    )
  })

  it('make the object of the other client as that client would', async () => {
    const flow = signedFlow()
    const { exchange } = await changed(flow, at('par.request_object'), use('request-object-of-client2'))
    expect(claimsSent(exchange)).toMatchObject({
      iss: 'client2-id',
      client_id: 'client2-id',
      redirect_uri: 'https://rp.example/client2',
    })
    expect(decodeJwt(sentJwt(exchange, 'request_object') ?? '')?.header.kid).toBe('client2-key')
    const credentials = decodeJwt(sentJwt(exchange, 'client_assertion') ?? '')?.claims
    expect(credentials?.sub).toBe('client1-id')
  })

  it('keep the credentials of an unsigned push', async () => {
    const { exchange } = await changed(signedFlow(), at('par'), use('unsigned-push'))
    const form = sentFields(exchange, 'form').map(([name]) => name)
    expect(form).toEqual(expect.arrayContaining(['client_id', 'client_assertion', 'code_challenge', 'state']))
    expect(form.filter((name) => name === 'client_id')).toHaveLength(1)
  })

  it('give an untyped object without sub, or a typed one with it, for a client assertion', async () => {
    const where = at('token.client_assertion')
    const assertion = async (name: string) => {
      const { exchange } = await changed(draftFlow(), where, use(name))
      return decodeJwt(sentJwt(exchange, 'client_assertion') ?? '')
    }
    const plain = await assertion('request-object-as-client-assertion')
    expect(plain?.header).not.toHaveProperty('typ')
    expect(plain?.claims).not.toHaveProperty('sub')
    const typed = await assertion('request-object-with-sub-as-client-assertion')
    expect(typed).toMatchObject({ header: { typ: 'oauth-authz-req+jwt' }, claims: { sub: 'client1-id' } })
  })
})

describe('symbols for key names', () => {
  const draft = newDraft('par', 'POST', 'https://as.example/par')

  it('are known', () => {
    expect(['$client1.kid', '$client2.kid', '$client.second_kid', '$client3.kid'].map(isSymbol)).toEqual([
      ...[true, true, true, false],
    ])
  })

  it('name a key of the other client, and a second one of its own', () => {
    const flow = signedFlow()
    expect(resolve('$client2.kid', flow, draft)).toBe('client2-key')
    expect(() => resolve('$client.second_kid', flow, draft)).toThrow('has no value in this flow')
    const client = { ...flow.actor.client, jwks: [...flow.actor.client.jwks, { kty: 'EC', kid: 'spare' }] }
    const two = { ...flow, actor: { ...flow.actor, client } }
    expect(resolve('$client.second_kid', two, draft)).toBe('spare')
    const encryption = { ...flow, actor: { ...flow.actor, client: { ...client, jwks: [{ use: 'enc', kid: 'e' }] } } }
    expect(() => resolve('$client.second_kid', encryption, draft)).toThrow('has no value')
  })
})
