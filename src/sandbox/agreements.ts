import type { Members } from './dialects/types.ts'
import type { Entity, Store } from './store.ts'

/** What an authorization is about, beyond its scope. */
export interface Agreement {
  readonly consentId: string | null
  /** `authorization_details` as granted (RFC 9396); null: none. */
  readonly details: readonly Members[] | null
  /** Why the client asks, in its words; null: it does not say. */
  readonly purpose: string | null
}

const nothing: Agreement = { consentId: null, details: null, purpose: null }

const agreementIn = (entity: Entity | undefined): Agreement | undefined => entity?.agreement as Agreement | undefined

/** The agreement of a pushed request. @param parId its id in the store */
export const agreementOfPush = (store: Store, parId: string): Agreement =>
  agreementIn(store.peek('PushedAuthorizationRequest', parId)) ?? nothing

/** The agreement that a token stems from: its own where a refresh has narrowed it, else that of its grant. */
export const agreementOf = (store: Store, token: Entity): Agreement =>
  agreementIn(token) ?? agreementIn(store.peek('Grant', token.grantId ?? '')) ?? nothing
