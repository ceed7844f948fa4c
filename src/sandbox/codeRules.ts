import { type Form, formValue } from './form.ts'
import { invalidGrant, invalidRequest } from './refusal.ts'
import { s256 } from './repairPush.ts'
import type { Rule } from './rules.ts'
import type { Entity } from './store.ts'

/** Everything the rules about redeeming a code look at. */
export interface CodeFacts {
  readonly form: Form
  readonly code: Entity
  readonly clientId: string
  /** Thumbprint of the proof of this request, null without one. */
  readonly jkt: string | null
}

const verifierPattern = /^[A-Za-z0-9\-._~]{43,128}$/

/** What has to fit together when a code is redeemed. Reuse and expiry are the library's part. */
export const codeRules: readonly Rule<CodeFacts>[] = [
  {
    id: 'token-code-client',
    refuse: ({ code, clientId }) => (code.clientId === clientId ? null : invalidGrant("the code is another client's")),
  },
  {
    id: 'token-code-key',
    refuse: ({ code, jkt }) =>
      code.boundJkt === undefined || code.boundJkt === jkt
        ? null
        : invalidGrant('the code is bound to another DPoP key'),
  },
  {
    id: 'token-redirect-uri',
    refuse: ({ form, code }) => {
      const sent = formValue(form, 'redirect_uri')
      if (sent === undefined) return invalidRequest('"redirect_uri": required')
      return sent === code.redirectUri ? null : invalidGrant('"redirect_uri": differs from the pushed one')
    },
  },
  {
    id: 'token-pkce-missing',
    refuse: ({ form }) =>
      formValue(form, 'code_verifier') === undefined ? invalidGrant('"code_verifier": required') : null,
  },
  {
    id: 'token-pkce-challenge',
    refuse: ({ form, code }) =>
      formValue(form, 'code_verifier') === code.codeChallenge
        ? invalidGrant('"code_verifier": does not fit the challenge')
        : null,
  },
  {
    id: 'token-pkce-wrong',
    refuse: ({ form, code }) => {
      const verifier = formValue(form, 'code_verifier')
      if (verifier === undefined || verifier === code.codeChallenge) return null
      return verifierPattern.test(verifier) && s256(verifier) === code.codeChallenge
        ? null
        : invalidGrant('"code_verifier": does not fit the challenge')
    },
  },
]
