import type { DefectId } from './defects.ts'
import { decodeJws } from './jws.ts'
import { type ServerAlg, signJws } from './signJws.ts'
import type { Site } from './site.ts'
import type { Strict } from './strict.ts'

type Claims = Readonly<Record<string, unknown>>

const parameters = ['code', 'state', 'iss', 'error', 'error_description'] as const

const without = (claims: Claims, name: string): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([member]) => member !== name))

const claimDefects: readonly (readonly [DefectId, (claims: Claims, now: number) => Claims])[] = [
  ['jarm-iss', (claims) => ({ ...claims, iss: `${claims.iss}/` })],
  ['jarm-aud', (claims) => ({ ...claims, aud: 'another-client' })],
  ['jarm-exp', (claims) => without(claims, 'exp')],
  ['jarm-expired', (claims, now) => ({ ...claims, iat: now - 3900, exp: now - 3600 })],
  ['jarm-lifetime', (claims, now) => ({ ...claims, exp: now + 1800 })],
  ['jarm-strings', (claims) => ({ ...claims, session_state: 7 })],
  [
    'jarm-state',
    (claims) => (typeof claims.state === 'string' ? { ...claims, state: claims.state.slice(0, 256) } : claims),
  ],
  ['jarm-denied', (claims) => (claims.error === 'access_denied' ? { ...claims, error: 'server_error' } : claims)],
]

const headerDefects = ['jarm-signature', 'jarm-alg', 'jarm-alg-none', 'jarm-kid'] as const

function algOf(strict: Strict): ServerAlg {
  if (!strict('jarm-alg-none')) return 'none'
  return strict('jarm-alg') ? 'ES256' : 'RS256'
}

/** The JWT signed anew if a defect changes it, else the library's own. */
function shapeJwt(jwt: string, claims: Claims, { strict, credentials, nowS }: Site): string {
  const broken = claimDefects.filter(([id]) => !strict(id))
  if (broken.length === 0 && headerDefects.every((id) => strict(id))) return jwt
  const shaped = broken.reduce((seen, [, change]) => change(seen, nowS()), claims)
  const header = strict('jarm-kid') ? {} : { kid: undefined }
  return signJws(credentials, algOf(strict), header, shaped, !strict('jarm-signature'))
}

function appendPlain(url: URL, claims: Claims): void {
  for (const name of parameters) if (claims[name] !== undefined) url.searchParams.append(name, String(claims[name]))
}

/** The part of the URL that carries the JWT: as the library chose, or the other one if a defect says so. */
function placeOf(url: URL, mode: string | null, { strict }: Site): 'query' | 'fragment' {
  const chosen = url.searchParams.has('response') ? 'query' : 'fragment'
  const other = chosen === 'query' ? 'fragment' : 'query'
  const rules: Readonly<Record<string, DefectId>> = {
    jwt: 'jarm-fragment',
    'query.jwt': 'jarm-mode-query-jwt',
    'fragment.jwt': 'jarm-mode-fragment-jwt',
  }
  const rule = rules[mode ?? '']
  return rule === undefined || strict(rule) ? chosen : other
}

/**
 * Applies the defects of signed authorization responses (JARM section 2) to the address that the browser is sent to.
 * @param mode `response_mode` of the request; null if it is not known
 * @returns null if the response is not a signed one
 */
export function shapeJarm(location: string, mode: string | null, site: Site): string | null {
  const { strict } = site
  const url = new URL(location)
  const fragment = new URLSearchParams(url.hash.slice(1))
  const jwt = url.searchParams.get('response') ?? fragment.get('response')
  const claims = decodeJws(jwt ?? '')?.claims
  if (jwt === null || claims === undefined) return null
  const place = placeOf(url, mode, site)
  url.searchParams.delete('response')
  url.hash = ''
  if (!strict('jarm-plain') || (!strict('jarm-error') && claims.error !== undefined)) {
    appendPlain(url, claims)
    return url.href
  }
  if (!strict('jarm-outside')) appendPlain(url, without(claims, 'iss'))
  if (!strict('jarm-iss-outside')) url.searchParams.append('iss', site.issuer)
  const shaped = shapeJwt(jwt, claims, site)
  if (place === 'query') url.searchParams.append('response', shaped)
  else url.hash = new URLSearchParams({ response: shaped }).toString()
  return url.href
}
