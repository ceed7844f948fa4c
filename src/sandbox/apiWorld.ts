import { randomUUID } from 'node:crypto'
import type { ApiAnswer, Members } from './dialects/types.ts'

/** A consent or intent that a client has made. */
export interface StoredConsent {
  readonly id: string
  readonly clientId: string
  /** Unix s. */
  readonly madeAt: number
  status: 'awaiting' | 'authorised'
  /** What the client sent. */
  readonly asked: Members
}

/** What the API of one running sandbox remembers. */
export class ApiWorld {
  readonly #consents = new Map<string, StoredConsent>()
  readonly #items = new Map<string, { readonly clientId: string; readonly body: Members }>()
  /** Answers to requests with an idempotency key. */
  readonly answers = new Map<string, { readonly request: string; readonly answer: ApiAnswer }>()

  consent(id: string): StoredConsent | null {
    return this.#consents.get(id) ?? null
  }

  /** @param now Unix s */
  makeConsent(clientId: string, asked: Members, now: number): StoredConsent {
    const consent: StoredConsent = { id: `urn:acme:${randomUUID()}`, clientId, madeAt: now, status: 'awaiting', asked }
    this.#consents.set(consent.id, consent)
    return consent
  }

  /** Keeps what a client has made under a fresh id. */
  add(kind: string, clientId: string, make: (id: string) => Members): Members {
    const id = randomUUID()
    const body = make(id)
    this.#items.set(`${kind} ${id}`, { clientId, body })
    return body
  }

  /** What this client has made under that id; null also for what is another's. */
  find(kind: string, clientId: string, id: string): Members | null {
    const item = this.#items.get(`${kind} ${id}`)
    return item?.clientId === clientId ? item.body : null
  }
}
