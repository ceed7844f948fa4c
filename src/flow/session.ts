import { randomBytes, randomUUID } from 'node:crypto'
import type { Attribution } from '../checks/types.ts'
import type { Session as BrowserSession, LoginDriver, UserAction, VisitOutcome } from '../login/types.ts'
import type { Accommodations } from '../profile/accommodationTypes.ts'
import type { Client, Endpoint, Target, TargetVariant, Template } from '../profile/types.ts'
import type { StepName } from '../suite/types.ts'
import type { Exchange, Wire } from '../wire/types.ts'
import type { Ecosystem } from './ecosystem.ts'
import { generateKey, type Jwk, type SigningKey, signingKey } from './keys.ts'

/** The server as its metadata describes it; fetched once per run. */
export interface ServerFacts {
  readonly metadata: Readonly<Record<string, unknown>>
  /** The metadata could not be read, so nothing can be said about it: why, and whose fault that is. */
  readonly unread?: { readonly detail: string; readonly attributed: Attribution }
  readonly jwks: readonly Jwk[] | null
  readonly exchanges: Readonly<Partial<Record<StepName, readonly Exchange[]>>>
}

/** A registered client ready to sign. */
export interface Actor {
  readonly client: Client
  /** null: the client has no signing key (TLS client authentication only). */
  readonly key: SigningKey | null
  /** Name of its TLS identity at the wire; null: no certificate. */
  readonly identity: string | null
}

/**
 * Servers whose DPoP nonces are kept apart. UserInfo is a protected resource, wherever it is served: what it demands says
 * nothing about the token endpoint beside it.
 */
export type NonceParty = 'as' | 'rs' | 'userinfo'

/** What all flows of one variant share. */
export interface FlowEnvironment {
  readonly wire: Wire
  readonly target: Target
  readonly variant: TargetVariant
  readonly server: ServerFacts
  readonly accommodate: Accommodations
  readonly actors: Readonly<Record<string, Actor>>
  readonly login: LoginDriver | null
  /** Newest DPoP nonce by the server that gave it (RFC 9449 sections 8 and 9). */
  readonly nonces: Map<NonceParty, string>
  readonly now: () => number
  /** Longest wait in ms that a case may make. */
  readonly maxWaitMs: number
  /** DPoP keys of this variant: made once, as a client does that keeps its key. */
  readonly proofKeys: ProofKeys
  /** The rules of the profile for APIs and consents; absent: there are none. */
  readonly ecosystem?: Ecosystem
}

export interface ProofKeys {
  readonly own: SigningKey
  /** A second key of the same kind, for key mix-ups. */
  readonly other: SigningKey
}

export interface Tokens {
  readonly access_token: string | null
  readonly refresh_token: string | null
  readonly id_token: string | null
  readonly expires_in: number | null
}

export interface Callback {
  readonly url: string
  readonly params: readonly (readonly [string, string])[]
  readonly jwt: string | null
}

/** The state of one flow: what was sent, what came back. */
export interface FlowSession {
  readonly env: FlowEnvironment
  readonly caseId: string
  readonly actor: Actor
  readonly other: Actor | null
  browser: BrowserSession | null
  dpopKey: SigningKey
  /** A second key of the same kind, for key mix-ups. */
  readonly otherDpopKey: SigningKey
  /** Nonce of the demand that is being answered; it wins over the shared one, which others may have used up. */
  demandedNonce: string | null
  action: UserAction
  readonly codeVerifier: string
  readonly sent: {
    scope: string | null
    state: string | null
    nonce: string | null
    responseType: string | null
    redirectUri: string | null
    interactionId: string | null
  }
  /** Scope values to ask for beside `openid` and those that consents add; null: those of the target. */
  readonly scopes: readonly string[] | null
  /** Replaces the authorization details of profile and consents; null: those. */
  readonly details: readonly Template[] | null
  /** Ids of consents that are left out, or all of them. */
  withoutConsents: readonly string[] | 'all'
  /** What the consents of this flow gave, by name; null: they are not made (yet). */
  consents: Map<string, string> | null
  /** What the resource step calls; null: the `resource` of the target. */
  endpoint: Endpoint | null
  requestUri: string | null
  requestUriExpiresIn: number | null
  callback: Callback | null
  code: string | null
  tokens: Tokens
  visits: VisitOutcome[]
  /** By step, those of consents under `consent:<id>`. */
  exchanges: Partial<Record<string, Exchange[]>>
  /** All exchanges in order of sending. */
  readonly order: Exchange[]
}

/** Random text of the base64url alphabet. */
export const randomText = (length: number): string => randomBytes(length).toString('base64url').slice(0, length)
export const randomId = (): string => randomUUID()

export const noTokens: Tokens = { access_token: null, refresh_token: null, id_token: null, expires_in: null }

/** The algorithm for DPoP proofs: ES256 where the server takes it, else the first allowed one it lists. */
function dpopAlg(metadata: Readonly<Record<string, unknown>>): string {
  const listed = metadata.dpop_signing_alg_values_supported
  const usable = ['ES256', 'Ed25519', 'EdDSA', 'PS256']
  if (!Array.isArray(listed)) return 'ES256'
  return usable.find((alg) => listed.includes(alg)) ?? 'ES256'
}

/** Keys for the proofs of a variant, of an algorithm that the server takes. */
export function makeProofKeys(metadata: Readonly<Record<string, unknown>>): ProofKeys {
  const alg = dpopAlg(metadata)
  return { own: generateKey(alg), other: generateKey(alg) }
}

/** Loads a client's signing key and names its TLS identity. */
export function makeActor(client: Client, identity: string | null): Actor {
  const jwk = client.jwks.find((key) => key.use !== 'enc')
  return { client, key: jwk ? signingKey(jwk) : null, identity }
}

/** What a flow asks for otherwise than the target file says. */
export type FlowWishes = Partial<Pick<FlowSession, 'scopes' | 'details' | 'withoutConsents' | 'endpoint'>>

/** A fresh flow of that client, which may be mixed up with the other one. */
export function newFlow(
  env: FlowEnvironment,
  caseId: string,
  name = 'client1',
  browser: BrowserSession | null = null,
  wishes: FlowWishes = {},
): FlowSession {
  const actor = env.actors[name]
  if (!actor) throw new RangeError(`client "${name}" is not in the target file's "clients"`)
  const other = Object.values(env.actors).find((a) => a !== actor) ?? null
  const openid = env.variant.variant.openid
  return {
    env,
    caseId,
    actor,
    other,
    browser,
    dpopKey: env.proofKeys.own,
    otherDpopKey: env.proofKeys.other,
    demandedNonce: null,
    action: 'approve',
    codeVerifier: randomText(64),
    sent: {
      scope: actor.client.scope ?? env.variant.scope,
      state: randomText(32),
      nonce: openid ? randomText(32) : null,
      responseType: 'code',
      redirectUri: actor.client.redirect_uri,
      interactionId: null,
    },
    scopes: null,
    details: null,
    withoutConsents: [],
    consents: null,
    endpoint: null,
    ...wishes,
    requestUri: null,
    requestUriExpiresIn: null,
    callback: null,
    code: null,
    tokens: noTokens,
    visits: [],
    exchanges: {},
    order: [],
  }
}

/** A copy that goes on from the same tokens, with exchanges of its own from here on. */
export function forkFlow(flow: FlowSession, caseId: string): FlowSession {
  return { ...flow, caseId, sent: { ...flow.sent }, visits: [], exchanges: { ...flow.exchanges }, order: [] }
}

/** Files an exchange under its step. */
export function file(flow: FlowSession, step: string, exchange: Exchange): void {
  flow.exchanges[step] = [...(flow.exchanges[step] ?? []), exchange]
  flow.order.push(exchange)
}
