import type { Draft } from '../flow/draft.ts'
import { setField } from '../flow/fields.ts'
import type { Actor, FlowSession } from '../flow/session.ts'
import { authorizationParameters } from '../flow/steps.ts'
import { narrowerScope } from './narrowerScope.ts'
import { paramsOf } from './places.ts'
import { has, hasNot } from './proofs.ts'
import { requestObjectOf } from './requestObjectOf.ts'
import { sentFields, sentMembers } from './sent.ts'
import type { Use } from './useTypes.ts'
import type { Proof } from './verbs.ts'

const claim =
  (jwt: 'request_object' | 'client_assertion', name: string, wanted: (value: unknown) => boolean): Proof =>
  (exchange) => {
    const sent = sentMembers(exchange, jwt, 'claims')?.[name]
    return wanted(sent) ? null : `"${name}" was sent as ${JSON.stringify(sent)}`
  }

/** Takes a parameter out of the request object and puts it beside it. */
const moved = (name: string): Use => ({
  does: `takes ${name} out of the request object and sends it beside it, in the form`,
  apply: () => (draft) => {
    if (!draft.jwts.request_object) throw new RangeError('the push of this variant has no request object')
    const value = draft.jwts.request_object.claims[name]
    if (typeof value !== 'string') throw new RangeError(`the request object has no "${name}" to move`)
    paramsOf(draft).remove(name)
    draft.form ??= []
    setField(draft.form, name, value)
    return [has('form', name), claim('request_object', name, (sent) => sent === undefined)]
  },
})

/** Parameters that say who the client is, and not what it asks for (RFC 9126 section 3). */
const isCredential = (name: string): boolean => name.startsWith('client_assertion')

function unsignedPush(draft: Draft, params: readonly (readonly [string, string])[]): void {
  const credentials = (draft.form ?? []).filter(([name]) => isCredential(name))
  draft.form = [...params.map(([name, value]): [string, string] => [name, value]), ...credentials]
  delete draft.jwts.request_object
}

/** A request object of client2, pushed with the credentials of client1. */
const ofClient2 = (redirectUri: (flow: FlowSession, other: Actor) => string): NonNullable<Use['apply']> => {
  return () => (draft, flow) => {
    const { other } = flow
    if (!other) throw new RangeError('the target file has no client2')
    const object = requestObjectOf(flow, other)
    const wanted = redirectUri(flow, other)
    draft.jwts.request_object = { ...object, claims: { ...object.claims, redirect_uri: wanted } }
    return [
      claim('request_object', 'client_id', (sent) => sent === other.client.id),
      claim('request_object', 'redirect_uri', (sent) => sent === wanted),
    ]
  }
}

/** Named changes to request objects as a whole. */
export const requestObjectUses: Readonly<Record<string, Use>> = {
  'unsigned-push': {
    does: 'pushes the parameters in the form, without a request object',
    apply: () => (draft, flow) => {
      unsignedPush(draft, authorizationParameters(flow, flow.actor))
      return [has('form', 'response_type'), hasNot('form', 'request')]
    },
  },
  'request-object-of-client2': {
    does: 'pushes a request object that client2 made and signed, with the credentials of client1',
    apply: ofClient2((_, other) => other.client.redirect_uri),
  },
  'request-object-of-client2-for-own-redirect-uri': {
    does: 'pushes a request object that client2 signed, for the redirect URI of client1 and with its credentials',
    apply: ofClient2((flow) => flow.sent.redirectUri ?? flow.actor.client.redirect_uri),
  },
  'redirect-uri-beside-request-object': moved('redirect_uri'),
  'code-challenge-beside-request-object': moved('code_challenge'),
  'state-beside-request-object': moved('state'),
  'wider-scope-beside-request-object': {
    does: 'asks for less than the full scope in the request object, and for the full scope beside it',
    apply: () => (draft, flow) => {
      const full = flow.sent.scope ?? ''
      const narrow = narrowerScope(full)
      paramsOf(draft).set('scope', narrow)
      draft.form ??= []
      setField(draft.form, 'scope', full)
      return [has('form', 'scope'), claim('request_object', 'scope', (sent) => sent === narrow && narrow !== full)]
    },
  },
  'request-object-as-client-assertion': {
    does: 'sends an untyped request object, which has no sub, in place of the client assertion',
    apply: () => (draft, flow) => {
      const object = requestObjectOf(flow, flow.actor)
      const { typ: _typ, ...header } = object.header
      draft.jwts.client_assertion = { ...object, header }
      return [
        claim('client_assertion', 'response_type', (sent) => sent === 'code'),
        claim('client_assertion', 'sub', (sent) => sent === undefined),
      ]
    },
  },
  'request-object-with-sub-as-client-assertion': {
    does: 'sends a request object that has every claim of an assertion, but its own typ, in place of the client assertion',
    apply: () => (draft, flow) => {
      const object = requestObjectOf(flow, flow.actor)
      draft.jwts.client_assertion = { ...object, claims: { ...object.claims, sub: flow.actor.client.id } }
      return [
        claim('client_assertion', 'sub', (sent) => sent === flow.actor.client.id),
        (exchange) => {
          const typ = sentMembers(exchange, 'client_assertion', 'header')?.typ
          return typ === 'oauth-authz-req+jwt' ? null : `"typ" was sent as ${JSON.stringify(typ)}`
        },
      ]
    },
  },
  'client-assertion-as-request-object': {
    does: 'sends a client assertion in place of the request object, and the parameters beside it',
    apply: () => (draft, flow) => {
      const object = requestObjectOf(flow, flow.actor)
      const { iss, aud, jti, iat, nbf, exp } = object.claims
      const { typ: _typ, ...header } = object.header
      draft.jwts.request_object = { ...object, header, claims: { iss, sub: iss, aud, jti, iat, nbf, exp } }
      draft.form ??= []
      for (const [name, value] of authorizationParameters(flow, flow.actor)) setField(draft.form, name, value)
      return [
        has('form', 'response_type'),
        claim('request_object', 'sub', (sent) => sent === flow.actor.client.id),
        (exchange) =>
          sentFields(exchange, 'form').some(([name]) => name === 'request') ? null : 'no "request" was sent',
      ]
    },
  },
}
