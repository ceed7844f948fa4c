import { randomBytes, randomUUID } from 'node:crypto'
import type { Refusal } from './answers.ts'
import type { Alphabet, Choices } from './choices.ts'
import type { OtherClient, OtherCredentials } from './credentials.ts'
import type { FaultId } from './faults.ts'

/** An authorization request as it was pushed. */
export interface Pushed {
  readonly requestUri: string
  readonly client: OtherClient
  readonly params: ReadonlyMap<string, string>
  /** Thumbprint of the DPoP key the code will be bound to; null: any. */
  readonly jkt: string | null
  readonly expires: number
  /** What is wrong with it, where the server says so at the authorization endpoint only. */
  readonly problem: Refusal | null
  spent: boolean
  /** Session that spent it. */
  spentBy: string | null
}

export interface Code {
  readonly client: OtherClient
  readonly params: ReadonlyMap<string, string>
  readonly jkt: string | null
  readonly sub: string
  readonly scope: string
  readonly authTime: number
  readonly expires: number
  used: boolean
  /** Ends the tokens made from it. */
  readonly grant: Grant
}

/** What one consent gave. */
export interface Grant {
  ended: boolean
}

export interface Token {
  readonly value: string
  readonly kind: 'access' | 'refresh'
  readonly client: OtherClient
  readonly sub: string
  readonly scope: string
  readonly jkt: string | null
  readonly x5t: string | null
  readonly nonce: string | null
  readonly authTime: number
  readonly issued: number
  readonly expires: number
  readonly grant: Grant
  revoked: boolean
  revokedAt: number
}

export interface Session {
  readonly id: string
  sub: string | null
  authTime: number
  /** User name of a login in two steps. */
  asked: string
  /** The request in progress, where the session keeps it. */
  pending: string | null
  readonly agreed: Set<string>
  readonly csrf: string
}

/** Everything the server knows while it runs. */
export interface World {
  readonly choices: Choices
  readonly credentials: OtherCredentials
  readonly has: (fault: FaultId) => boolean
  /** Unix epoch in s. */
  readonly now: () => number
  readonly origin: string
  /** Origin at which client certificates are asked for. */
  readonly mtlsOrigin: string
  /** Origin of the login pages, '' where it is that of the authorization endpoint. */
  readonly loginOrigin: string
  readonly resourceOrigin: string
  readonly issuer: string
  /** Prefix of all paths of the authorization server. */
  readonly base: string
  readonly pushed: Map<string, Pushed>
  readonly interactions: Map<string, Pushed>
  readonly codes: Map<string, Code>
  readonly tokens: Map<string, Token>
  readonly sessions: Map<string, Session>
  readonly jtis: Map<string, number>
  /** Nonces that are good now, by the server that gave them. */
  readonly nonces: Readonly<Record<'as' | 'rs', string[]>>
  logins: number
}

const alphabets: Readonly<Record<Alphabet, () => string>> = {
  base64: () => randomBytes(32).toString('base64'),
  base64url: () => randomBytes(32).toString('base64url'),
  'base64url-22': () => randomBytes(16).toString('base64url'),
  dotted: () => [1, 2, 3].map(() => randomBytes(16).toString('base64url')).join('.'),
  hex: () => randomBytes(24).toString('hex'),
  long: () => randomBytes(1500).toString('base64url'),
  uuid: () => randomUUID(),
}

/** A new credential of the server in its alphabet. */
export const credential = ({ choices }: Pick<World, 'choices'>): string => alphabets[choices.alphabet]()

/** What nobody outside sees the form of. */
export const handle = (): string => randomBytes(20).toString('base64url')
