import { createHash } from 'node:crypto'
import type { Draft } from '../flow/draft.ts'
import { decodeFields } from '../flow/fields.ts'
import { decodeJwt } from '../flow/jws.ts'
import { thumbprint } from '../flow/keys.ts'
import { type FlowSession, randomText } from '../flow/session.ts'
import { codeChallenge } from '../flow/steps.ts'
import { flowSymbolNames, isFlowSymbol, symbolValue } from '../flow/template.ts'
import type { StepName } from '../suite/types.ts'
import { tokenSymbols } from './tokenSymbols.ts'
import { urlSymbols } from './urlSymbols.ts'

/** A symbol has no value in this flow, e.g. `$client2.id` without a second client. */
export class SymbolError extends Error {
  readonly code = 'SYMBOL_UNAVAILABLE'
}

type Resolve = (flow: FlowSession, draft: Draft) => unknown

const unitS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }
const unknownScope = 'assay-unknown-scope'

const now = (flow: FlowSession): number => Math.floor(flow.env.now() / 1000)
const configuredScope = (flow: FlowSession): string => flow.actor.client.scope ?? flow.env.variant.scope

/** The assertion of the last pushed request of this flow. */
function parAssertion(flow: FlowSession): string | null {
  const sent = flow.exchanges.par?.at(-1)?.request.body
  return sent ? (decodeFields(sent).find(([name]) => name === 'client_assertion')?.[1] ?? null) : null
}

function lastProofJti(flow: FlowSession, step: StepName): unknown {
  const proof = flow.exchanges[step]?.at(-1)?.request.headers.find(([name]) => name.toLowerCase() === 'dpop')?.[1]
  return proof ? decodeJwt(proof)?.claims.jti : null
}

/** The kid of a registered signing key that the client does not sign with. */
function secondKid({ actor }: FlowSession): unknown {
  return actor.client.jwks.find(({ use, kid }) => use !== 'enc' && kid !== actor.key?.kid)?.kid
}

/** What `at_hash` of an ID token would be (OpenID Connect Core section 3.1.3.6), and `ath` is not. */
const leftHalf = (token: string): string =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')

/** Fixed names. */
const symbols: Readonly<Record<string, Resolve>> = {
  ...urlSymbols,
  ...tokenSymbols,
  '$client.id': (f) => f.actor.client.id,
  '$client.redirect_uri': (f) => f.actor.client.redirect_uri,
  '$other.id': (f) => f.other?.client.id,
  '$other.redirect_uri': (f) => f.other?.client.redirect_uri,
  '$client.private_jwk': (f) => f.actor.key?.privateJwk,
  '$client.public_jwk': (f) => f.actor.key?.publicJwk,
  '$client.second_kid': (f) => secondKid(f),
  '$par.request_uri': (f) => f.requestUri,
  '$par.expires_in': (f) => f.requestUriExpiresIn,
  '$par.client_assertion': parAssertion,
  '$par.dpop_jti': (f) => lastProofJti(f, 'par'),
  '$token.dpop_jti': (f) => lastProofJti(f, 'token'),
  $code: (f) => f.code,
  $state: (f) => f.sent.state,
  $nonce: (f) => f.sent.nonce,
  $scope: (f) => f.sent.scope,
  '$scope.reversed': (f) => f.sent.scope?.split(' ').reverse().join(' '),
  '$scope.and_unknown': (f) => [f.sent.scope, unknownScope].filter(Boolean).join(' '),
  $configured_scope: configuredScope,
  $code_verifier: (f) => f.codeVerifier,
  $code_challenge: (f) => codeChallenge(f.codeVerifier),
  '$token.access_token': (f) => f.tokens.access_token,
  '$token.refresh_token': (f) => f.tokens.refresh_token,
  '$token.id_token': (f) => f.tokens.id_token,
  '$token.expires_in': (f) => f.tokens.expires_in,
  '$resource.url': (f) => f.env.variant.resource.url,
  '$login.username': (f) => f.env.target.login?.username,
  '$login.password': (f) => f.env.target.login?.password,
  '$dpop.jkt': (f) => thumbprint(f.dpopKey.publicJwk),
  '$dpop.other_jkt': (f) => thumbprint(f.otherDpopKey.publicJwk),
  '$dpop.private_jwk': (f) =>
    Object.fromEntries(Object.entries(f.dpopKey.privateJwk).filter(([name]) => name !== 'alg')),
  '$dpop.public_jwk': (f) => f.dpopKey.publicJwk,
  '$dpop.ath': (f) => f.tokens.access_token && createHash('sha256').update(f.tokens.access_token).digest('base64url'),
  '$dpop.half_ath': (f) => f.tokens.access_token && leftHalf(f.tokens.access_token),
  '$foreign.url': () => 'https://foreign.example/',
  '$foreign.redirect_uri': () => 'https://foreign.example/callback',
}

/** Name patterns with a parameter. */
const families: readonly (readonly [RegExp, (match: RegExpExecArray) => Resolve])[] = [
  [
    /^\$as\.([a-z0-9_]+)$/,
    ([, name = '']) =>
      (f) =>
        name === 'issuer' ? f.env.target.issuer : f.env.server.metadata[name],
  ],
  [
    /^\$(client[12])\.(id|redirect_uri)$/,
    ([, client = '', field]) =>
      (f) =>
        f.env.actors[client]?.client[field === 'id' ? 'id' : 'redirect_uri'],
  ],
  [
    /^\$(client[12])\.kid$/,
    ([, client = '']) =>
      (f) =>
        f.env.actors[client]?.key?.kid,
  ],
  [
    /^\$random(\d{1,5})$/,
    ([, length]) =>
      () =>
        randomText(Number(length)),
  ],
  [
    /^\$now(?:([+-])(\d+)([smhd]))?$/,
    ([, sign, count = '0', unit = 's']) =>
      (f) =>
        now(f) + (sign === '-' ? -1 : 1) * Number(count) * (unitS[unit] ?? 1),
  ],
]

function find(text: string): Resolve | null {
  const fixed = symbols[text]
  if (fixed) return fixed
  for (const [pattern, make] of families) {
    const match = pattern.exec(text)
    if (match) return make(match)
  }
  return isFlowSymbol(text) ? (flow, draft) => symbolValue(text, flow, draft.url) : null
}

/** True for a known symbol name; anything else that starts with `$` is a load error. */
export const isSymbol = (text: string): boolean => find(text) !== null

/** Names and patterns for help texts and suggestions. */
export const symbolNames: readonly string[] = [
  ...Object.keys(symbols),
  '$as.issuer',
  '$as.token_endpoint',
  '$as.pushed_authorization_request_endpoint',
  '$client1.id',
  '$client1.redirect_uri',
  '$client2.id',
  '$client2.redirect_uri',
  '$client2.kid',
  '$random64',
  '$now',
  '$now+10s',
  '$now-5m',
  ...flowSymbolNames,
]

/**
 * Replaces symbols in a value, also as elements of arrays and members of objects.
 * @throws SymbolError if the flow has no value for it.
 */
export function resolve(value: unknown, flow: FlowSession, draft: Draft): unknown {
  if (typeof value === 'string' && value.startsWith('$')) {
    const found = find(value)?.(flow, draft)
    if (found === undefined || found === null || found === '')
      throw new SymbolError(`"${value}" has no value in this flow`)
    return found
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, flow, draft))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item, flow, draft)]))
  }
  return value
}
