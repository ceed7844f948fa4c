import type { DefectId } from './defects.ts'
import { allowedAlgs } from './signatures.ts'
import type { Strict } from './strict.ts'

/** A refusal by the resource server, with what its challenge says. */
export class Challenge extends Error {
  readonly status: 400 | 401 | 403
  readonly scheme: 'DPoP' | 'Bearer'
  readonly code: string
  readonly scope: string | undefined

  constructor(status: 400 | 401 | 403, scheme: 'DPoP' | 'Bearer', code: string, description: string, scope?: string) {
    super(description)
    this.name = 'Challenge'
    this.status = status
    this.scheme = scheme
    this.code = code
    this.scope = scope
  }
}

/** A request without any credentials: RFC 6750 section 3.1 wants no error code then. */
export class MissingToken extends Error {}

type Parameters = readonly (readonly [name: string, value: string | undefined])[]

/** `WWW-Authenticate` values for a refusal (RFC 6750 section 3, RFC 9449 section 7.1). */
export function challengeHeaders(refusal: Challenge | MissingToken, realm: string, strict: Strict): string[] {
  const algs = strict('rs-challenge-algs') ? allowedAlgs.join(' ') : undefined
  if (refusal instanceof MissingToken) {
    if (!strict('rs-challenge-bare')) return []
    const error = strict('rs-challenge-early') ? undefined : 'invalid_token'
    return [
      header('DPoP', [
        ['error', error],
        ['algs', algs],
      ]),
      header('Bearer', [
        ['realm', realm],
        ['error', error],
      ]),
    ]
  }
  const isDpop = refusal.scheme === 'DPoP'
  if (isDpop && !strict('rs-challenge')) return []
  const silent: DefectId = isDpop ? 'rs-challenge-error' : 'rs-challenge-invalid-token'
  const named = strict(silent) || refusal.code === 'use_dpop_nonce'
  const error = named ? refusal.code : undefined
  return [
    header(refusal.scheme, [
      ['realm', realm],
      ['error', error],
      ...(strict('rs-challenge-twice') ? [] : [['error', error] as const]),
      ['error_description', named ? refusal.message : undefined],
      ['scope', refusal.scope],
      ['algs', isDpop ? algs : undefined],
    ]),
  ]
}

function header(scheme: string, parameters: Parameters): string {
  const texts = parameters.flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${quotable(value)}"`]))
  return texts.length === 0 ? scheme : `${scheme} ${texts.join(', ')}`
}

/** RFC 6750 section 3: neither quotes nor backslashes. */
function quotable(text: string): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x7e]|\\/g, '?')
}
