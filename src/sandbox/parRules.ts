import { type Form, formValue, repeatedNames } from './form.ts'
import { invalidRequest, Refusal } from './refusal.ts'
import type { Rule } from './rules.ts'

/** Everything the rules for pushed requests look at. */
export interface PushFacts {
  /** The body as sent. */
  readonly form: Form
  /** The parameters that count: those of the request object if there is one. */
  readonly params: Form
  readonly registeredRedirectUri: string
  /** Thumbprint of the key of the proof on the push. */
  readonly proofJkt: string | null
}

const challengePattern = /^[A-Za-z0-9\-._~]{43,128}$/
const knownParameters = new Set([
  ...['client_id', 'client_assertion', 'client_assertion_type', 'request', 'response_type', 'response_mode', 'scope'],
  ...['redirect_uri', 'state', 'nonce', 'code_challenge', 'code_challenge_method', 'dpop_jkt', 'prompt', 'max_age'],
  ...['claims', 'login_hint', 'id_token_hint', 'acr_values', 'ui_locales', 'display', 'resource', 'request_uri'],
])

/** FAPI 2.0 section 5.3.2.2 and RFC 9126 section 2.1. */
export const parRules: readonly Rule<PushFacts>[] = [
  {
    id: 'par-duplicates',
    refuse: ({ form }) => {
      const repeated = repeatedNames(form).filter((name) => name !== 'request')
      return repeated.length === 0 ? null : invalidRequest(`"${repeated.join('", "')}": sent more than once`)
    },
  },
  {
    id: 'request-object-duplicates',
    refuse: ({ form }) =>
      repeatedNames(form).includes('request') ? invalidRequest('"request": sent more than once') : null,
  },
  {
    id: 'par-client-id',
    refuse: ({ form }) => (has(form, 'client_id') ? null : invalidRequest('"client_id": required')),
  },
  {
    id: 'par-request-uri',
    refuse: ({ form }) => (has(form, 'request_uri') ? invalidRequest('"request_uri": not accepted in a push') : null),
  },
  {
    id: 'par-response-type',
    refuse: ({ params }) => {
      const type = formValue(params, 'response_type')
      if (type === 'code') return null
      return type === undefined
        ? invalidRequest('"response_type": required')
        : new Refusal(400, 'unsupported_response_type', '"response_type": expected "code"')
    },
  },
  {
    id: 'par-redirect-uri',
    refuse: ({ params }) => (redirectUri(params) === '' ? invalidRequest('"redirect_uri": required') : null),
  },
  {
    id: 'par-redirect-uri-relative',
    refuse: ({ params }) =>
      redirectUri(params) === '' || URL.canParse(redirectUri(params))
        ? null
        : invalidRequest('"redirect_uri": expected an absolute URI'),
  },
  {
    id: 'par-redirect-uri-http',
    refuse: ({ params }) =>
      /^http:/i.test(redirectUri(params)) ? invalidRequest('"redirect_uri": expected the https scheme') : null,
  },
  {
    id: 'par-redirect-uri-fragment',
    refuse: ({ params }) =>
      redirectUri(params).includes('#') ? invalidRequest('"redirect_uri": expected no fragment') : null,
  },
  {
    id: 'par-redirect-uri-unregistered',
    // Scheme, fragment and form have rules of their own, so this one looks past them.
    refuse: ({ params, registeredRedirectUri }) =>
      !URL.canParse(redirectUri(params)) ||
      /^http:/i.test(redirectUri(params)) ||
      redirectUri(params).split('#')[0] === registeredRedirectUri
        ? null
        : invalidRequest('"redirect_uri": not registered for this client'),
  },
  {
    id: 'par-pkce',
    refuse: ({ params }) =>
      challengePattern.test(formValue(params, 'code_challenge') ?? '')
        ? null
        : invalidRequest('"code_challenge": expected 43 to 128 unreserved characters'),
  },
  {
    id: 'par-pkce-plain',
    refuse: ({ params }) => {
      const method = formValue(params, 'code_challenge_method')
      return method === undefined || method === 'S256'
        ? null
        : invalidRequest('"code_challenge_method": expected "S256"')
    },
  },
  {
    id: 'par-pkce-method',
    // Without a method the challenge would be a plain one (RFC 7636 section 4.3).
    refuse: ({ params }) =>
      !has(params, 'code_challenge') || has(params, 'code_challenge_method')
        ? null
        : invalidRequest('"code_challenge_method": required'),
  },
  {
    id: 'par-dpop-jkt',
    refuse: ({ params, proofJkt }) => {
      const jkt = formValue(params, 'dpop_jkt')
      return jkt === undefined || proofJkt === null || jkt === proofJkt
        ? null
        : invalidRequest('"dpop_jkt": differs from the key of the DPoP proof')
    },
  },
  {
    id: 'par-nonce-length',
    only: 'defect',
    refuse: ({ params }) =>
      (formValue(params, 'nonce') ?? '').length > 50 ? invalidRequest('"nonce": too long') : null,
  },
  {
    id: 'par-state-length',
    only: 'defect',
    refuse: ({ params }) =>
      (formValue(params, 'state') ?? '').length > 512 ? invalidRequest('"state": too long') : null,
  },
  {
    id: 'par-unknown-parameter',
    only: 'defect',
    refuse: ({ form }) =>
      form.every(([name]) => knownParameters.has(name)) ? null : invalidRequest('unknown parameter'),
  },
  {
    id: 'par-scope-order',
    only: 'defect',
    refuse: ({ params }) =>
      (formValue(params, 'scope') ?? '').split(' ').indexOf('openid') > 0
        ? new Refusal(400, 'invalid_scope', '"scope": expected "openid" first')
        : null,
  },
  {
    id: 'par-jkt-refused',
    only: 'defect',
    refuse: ({ params }) => (has(params, 'dpop_jkt') ? invalidRequest('"dpop_jkt": not supported') : null),
  },
  {
    id: 'par-proof-refused',
    only: 'defect',
    refuse: ({ proofJkt }) => (proofJkt === null ? null : invalidRequest('no DPoP proof is expected here')),
  },
  {
    id: 'par-state-required',
    only: 'defect',
    refuse: ({ params }) => (has(params, 'state') ? null : invalidRequest('"state": required')),
  },
  {
    id: 'par-nonce-required',
    only: 'defect',
    refuse: ({ params }) => (has(params, 'nonce') ? null : invalidRequest('"nonce": required')),
  },
  {
    id: 'par-claims',
    only: 'defect',
    refuse: ({ params }) => (has(params, 'claims') ? invalidRequest('"claims": not supported') : null),
  },
  {
    id: 'par-interaction-codes',
    only: 'defect',
    refuse: ({ params }) =>
      formValue(params, 'prompt') === 'none' ? new Refusal(400, 'login_required', 'nobody is logged in') : null,
  },
]

function has(form: Form, name: string): boolean {
  return formValue(form, name) !== undefined
}

function redirectUri(params: Form): string {
  return formValue(params, 'redirect_uri') ?? ''
}
