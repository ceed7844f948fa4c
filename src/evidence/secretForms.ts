import { hash } from 'node:crypto'
import { looksRandom } from './looksRandom.ts'
import { isTag } from './secretTags.ts'

/** Something that has the form of a secret, whoever's it is. */
export interface FoundForm {
  readonly what: string
  /** Offset in characters. */
  readonly at: number
}

/** A quotation mark as it stands in JSON, in JSON within JSON, in HTML and in a URL. */
const Q = String.raw`(?:\\*"|\\*'|&quot;|&#34;|&#39;|%22|%5C%22)`
const COLON = String.raw`\s*(?::|%3A|=)\s*`
const PEM = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/g
const JWK_MEMBER = new RegExp(`${Q}(?:d|p|q|dp|dq|qi|k)${Q}${COLON}${Q}([A-Za-z0-9_-]{16,})${Q}`, 'g')
const KTY = new RegExp(`${Q}kty${Q}`)
/** How far from a private member the `kty` of its key may stand. */
const KEY_REACH = 4000
const JWT = /eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]{2,}){0,2}\.([A-Za-z0-9_-]{16,})/g
const SCHEME = /\b(?:Bearer|DPoP|Basic)(?:\s+|%20|\+)([A-Za-z0-9._~+/-]{16,}=*)/gi
const FIELD = new RegExp(
  `(?<!redacted(?::|%3A))\\b(?:password|passwd|passphrase|client_secret)${Q}?${COLON}${Q}?([^\\s"'&<>;,\\\\{}]{4,200})`,
  'gi',
)
const PASSWORD_INPUT = /<input\b[^>]{0,2000}\btype=["']?password[^>]{0,2000}>/gi
const VALUE = /\bvalue=["']?([^"'\s>]+)/i
/** Long enough to hold a key or a token; shorter ones decode to words. */
// The look behind spares a new try at each character of each short word.
const ENCODED = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{48,}/g
/** Encoded texts within encoded texts are opened up to here. */
const DEPTH = 2

function isJwtStart(text: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(text.slice(0, text.indexOf('.')), 'base64').toString('utf8'))
    return typeof header === 'object' && header !== null && ('alg' in header || 'enc' in header)
  } catch {
    return false
  }
}

/** True for a value that is no secret: a tag, a reference to a secret, a placeholder. */
const isHarmless = (value: string): boolean =>
  isTag(value) || value.startsWith('[redacted:') || /^(?:%5B|\[)redacted/i.test(value) || value.startsWith('$')

function* formsIn(text: string, isPublic: (value: string) => boolean): Generator<FoundForm> {
  if (text.includes('PRIVATE KEY-----'))
    for (const match of text.matchAll(PEM)) yield { what: 'a private key (PEM)', at: match.index }
  for (const match of text.matchAll(JWK_MEMBER)) {
    const around = text.slice(Math.max(0, match.index - KEY_REACH), match.index + KEY_REACH)
    if (KTY.test(around)) yield { what: 'a private key (JWK)', at: match.index }
  }
  for (const match of text.matchAll(JWT)) {
    if (isJwtStart(match[0]) && !isPublic(match[0])) yield { what: 'a JWT with its signature', at: match.index }
  }
  for (const match of text.matchAll(SCHEME)) {
    const token = match[1] ?? ''
    // A redacted JWT keeps its harmless parts; one with a signature was found above.
    const isJwt = token.includes('.') && isJwtStart(token)
    if (looksRandom(token) && !isJwt && !isPublic(token))
      yield { what: 'credentials of an Authorization header', at: match.index }
  }
  for (const match of text.matchAll(FIELD)) {
    const value = match[1] ?? ''
    if (!isHarmless(value) && looksSecret(value) && !isPublic(value))
      yield { what: 'a password or client secret', at: match.index }
  }
  for (const match of text.matchAll(PASSWORD_INPUT)) {
    const value = VALUE.exec(match[0])?.[1] ?? ''
    if (value !== '' && !isHarmless(value)) yield { what: 'the value of a password field', at: match.index }
  }
}

/** Sentences speak of passwords and schemas name them; a value has a digit or a sign that words do not have. */
const looksSecret = (value: string): boolean => /\d/.test(value) || /[!$%*+?@^~]/.test(value)

/**
 * Searches a text for what parses as a private key, a JWT with a signature, credentials or a password, also inside base64 and
 * percent-encoding.
 *
 * @param isPublic true for values that stand in the published suite: what a case sends is no secret
 */
export function secretForms(text: string, isPublic: (value: string) => boolean): readonly FoundForm[] {
  const seen = new Set<string>()
  const search = (part: string, depth: number): readonly FoundForm[] => {
    const found = [...formsIn(part, isPublic)]
    if (depth === 0) return found
    for (const match of part.matchAll(ENCODED)) {
      // The same bytes stand in hundreds of places: one look is enough.
      const key = match[0].length > 64 ? hash('sha256', match[0], 'base64') : match[0]
      if (seen.has(key)) continue
      seen.add(key)
      const inner = Buffer.from(match[0], 'base64').toString('latin1')
      for (const { what } of search(inner, depth - 1)) found.push({ what: `${what}, in base64`, at: match.index })
    }
    return found
  }
  return search(text, DEPTH)
}
