import { createHash } from 'node:crypto'
import type { SandboxClient } from './credentials.ts'
import { type Form, formValue, withFormValue } from './form.ts'

/** PKCE pair put in where a defect let a request without challenge pass; the token endpoint puts the verifier in. */
export const standInVerifier = 'stand-in-verifier-for-requests-without-a-challenge'
export const standInChallenge = s256(standInVerifier)

/** The S256 transformation of RFC 7636 section 4.2. */
export function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

/** Turns parameters that a defect let pass into ones that the library takes. */
export function repairPush(params: Form, client: SandboxClient): Form {
  const challenge = formValue(params, 'code_challenge')
  const method = formValue(params, 'code_challenge_method')
  const changes: [string, string | null][] = [
    ['client_id', client.id],
    ['response_type', 'code'],
    ['request_uri', null],
    ['redirect_uri', usableRedirectUri(params, client)],
    ['code_challenge', challenge === undefined ? standInChallenge : method === 'plain' ? s256(challenge) : challenge],
    ['code_challenge_method', 'S256'],
  ]
  return changes.reduce((form, [name, value]) => withFormValue(form, name, value), params)
}

/** The pushed URI where only its scheme or fragment is wrong, else the registered one: that is where such servers send all responses. */
function usableRedirectUri(params: Form, client: SandboxClient): string {
  const pushed = formValue(params, 'redirect_uri') ?? ''
  const [withoutFragment = ''] = pushed.replace(/^http:/i, 'https:').split('#')
  return withoutFragment === client.redirectUri ? pushed : client.redirectUri
}
