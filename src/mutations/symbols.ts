import { createHash } from 'node:crypto'
import type { Draft } from '../flow/draft.ts'
import { decodeFields, getField } from '../flow/fields.ts'
import { decodeJwt } from '../flow/jws.ts'
import { thumbprint } from '../flow/keys.ts'
import { type FlowSession, randomText } from '../flow/session.ts'
import { codeChallenge } from '../flow/steps.ts'
import { tokenScheme } from '../flow/strategies.ts'

/** A symbol has no value in this flow, e.g. `$client2.id` without a second client. */
export class SymbolError extends Error {
  readonly code = 'SYMBOL_UNAVAILABLE'
}

type Resolve = (flow: FlowSession, draft: Draft) => unknown

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const now = (flow: FlowSession): number => Math.floor(flow.env.now() / 1000)
const invert = (text: string): string =>
  text.replace(/[a-z]/gi, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()))
const scheme = (flow: FlowSession): string => tokenScheme[flow.env.variant.variant.sender_constraint]
const token = (flow: FlowSession): string | null => flow.tokens.access_token

function withUrl(change: (url: URL) => void): Resolve {
  return (_flow, draft) => {
    const url = new URL(draft.url)
    url.search = ''
    url.hash = ''
    change(url)
    return url.href
  }
}

function upperCaseHost(_flow: FlowSession, draft: Draft): string {
  const url = new URL(draft.url)
  return `${url.protocol.toUpperCase()}//${url.host.toUpperCase()}${url.pathname}`
}

/** The assertion of the last pushed request of this flow. */
function parAssertion(flow: FlowSession): string | null {
  const sent = flow.exchanges.par?.at(-1)?.request.body
  return sent ? (decodeFields(sent).find(([name]) => name === 'client_assertion')?.[1] ?? null) : null
}

function lastProofJti(flow: FlowSession, step: 'par' | 'token' | 'resource'): unknown {
  const proof = flow.exchanges[step]?.at(-1)?.request.headers.find(([name]) => name.toLowerCase() === 'dpop')?.[1]
  return proof ? decodeJwt(proof)?.claims.jti : null
}

/** Fixed names. */
const symbols: Readonly<Record<string, Resolve>> = {
  '$client.id': (f) => f.actor.client.id,
  '$client.redirect_uri': (f) => f.actor.client.redirect_uri,
  '$other.id': (f) => f.other?.client.id,
  '$other.redirect_uri': (f) => f.other?.client.redirect_uri,
  '$client.private_jwk': (f) => f.actor.key?.privateJwk,
  '$client.public_jwk': (f) => f.actor.key?.publicJwk,
  '$par.request_uri': (f) => f.requestUri,
  '$par.expires_in': (f) => f.requestUriExpiresIn,
  '$par.client_assertion': parAssertion,
  '$par.dpop_jti': (f) => lastProofJti(f, 'par'),
  '$client_assertion.jti': (f) => {
    const sent = parAssertion(f)
    return sent ? decodeJwt(sent)?.claims.jti : null
  },
  '$dpop.previous_jti': (f) => lastProofJti(f, 'resource') ?? lastProofJti(f, 'token') ?? lastProofJti(f, 'par'),
  $code: (f) => f.code,
  $state: (f) => f.sent.state,
  $nonce: (f) => f.sent.nonce,
  $scope: (f) => f.sent.scope,
  '$scope.reversed': (f) => f.sent.scope?.split(' ').reverse().join(' '),
  $redirect_uri: (f) => f.sent.redirectUri ?? f.actor.client.redirect_uri,
  $code_verifier: (f) => f.codeVerifier,
  $code_challenge: (f) => codeChallenge(f.codeVerifier),
  '$token.access_token': token,
  '$token.refresh_token': (f) => f.tokens.refresh_token,
  '$token.id_token': (f) => f.tokens.id_token,
  '$token.expires_in': (f) => f.tokens.expires_in,
  '$resource.url': (f) => f.env.variant.resource.url,
  '$step.url': (_f, d) => d.url,
  '$step.url_with_query': withUrl((url) => {
    url.search = '?assay=1'
  }),
  '$step.url_with_fragment': withUrl((url) => {
    url.hash = '#assay'
  }),
  '$step.url_upper_case_host': upperCaseHost,
  '$step.url_explicit_port': (_f, d) => {
    const url = new URL(d.url)
    return `${url.protocol}//${url.hostname}:${url.port === '' ? '443' : url.port}${url.pathname}`
  },
  '$step.url_dot_segments': (_f, d) => {
    const url = new URL(d.url)
    return `${url.origin}/assay/..${url.pathname}`
  },
  '$dpop.jkt': (f) => thumbprint(f.dpopKey.publicJwk),
  '$dpop.other_jkt': (f) => thumbprint(f.otherDpopKey.publicJwk),
  '$dpop.private_jwk': (f) =>
    Object.fromEntries(Object.entries(f.dpopKey.privateJwk).filter(([name]) => name !== 'alg')),
  '$dpop.public_jwk': (f) => f.dpopKey.publicJwk,
  '$dpop.ath': (f) => {
    const value = token(f)
    return value === null ? null : createHash('sha256').update(value).digest('base64url')
  },
  '$authorization.bearer': (f) => token(f) && `Bearer ${token(f)}`,
  '$authorization.dpop': (f) => token(f) && `DPoP ${token(f)}`,
  '$authorization.inverted_case': (f) => token(f) && `${invert(scheme(f))} ${token(f)}`,
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
    /^\$random(\d{1,5})$/,
    ([, length]) =>
      () =>
        randomText(Number(length)),
  ],
  [
    /^\$now(?:([+-])(\d+)([smhd]))?$/,
    ([, sign, count, unit = 's']) =>
      (f) =>
        now(f) + ((sign === '-' ? -1 : 1) * Number(count ?? 0) * (unitMs[unit] ?? 1000)) / 1000,
  ],
]

function find(text: string): Resolve | null {
  const fixed = symbols[text]
  if (fixed) return fixed
  for (const [pattern, make] of families) {
    const match = pattern.exec(text)
    if (match) return make(match)
  }
  return null
}

/** True for a known symbol name; anything else that starts with `$` is a load error. */
export const isSymbol = (text: string): boolean => find(text) !== null

/** Names and patterns for help texts. */
export const symbolNames: readonly string[] = [
  ...Object.keys(symbols),
  '$as.<metadata member>',
  '$client1.id',
  '$client1.redirect_uri',
  '$client2.id',
  '$client2.redirect_uri',
  '$random<N>',
  '$now[+-]<N>[smhd]',
]

/**
 * Replaces symbols in a value, also as elements of arrays and members of objects.
 * @throws SymbolError if the flow has no value for it.
 */
export function resolve(value: unknown, flow: FlowSession, draft: Draft): unknown {
  if (typeof value === 'string' && value.startsWith('$')) {
    const found = find(value)?.(flow, draft)
    if (found === undefined || found === null) throw new SymbolError(`"${value}" has no value in this flow`)
    return found
  }
  if (Array.isArray(value)) return value.map((item) => resolve(item, flow, draft))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item, flow, draft)]))
  }
  return value
}

/** True if the text is a field of that draft whose value is the JWT placeholder; used by proofs. */
export const isJwtField = (draft: Draft, name: string): boolean => typeof getField(draft.form ?? [], name) === 'object'
