import { looksRandom } from './looksRandom.ts'
import { JWT_PATTERN } from './redactJwt.ts'
import type { SecretMatcher } from './secretMatcher.ts'
import { isTag, TAG, TAG_START } from './secretTags.ts'
import { classifyName } from './sensitiveNames.ts'
import type { Door } from './types.ts'

const PEM_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z0-9 ]*PRIVATE KEY-----)?/g
/** The first part of a JWT without the rest: somebody quoted the start of one. */
const JWT_START = /\beyJ[A-Za-z0-9_-]{16,}/g
const SCHEME = /\b(Bearer|DPoP|Basic)(\s+)([A-Za-z0-9._~+/=-]{8,})/gi
const COOKIE_LINE = /^((?:set-)?cookie:[ \t]*)(.+)$/gim
const PAIR = /\b([A-Za-z0-9_.-]{1,64})(=|"?\s*:\s*"|=")([^\s"'&<>;,\])}]+)/g
const RANDOM_WORD = /[A-Za-z0-9_~+-]{16,}/g
const RANDOM_LENGTH = 16
const ERROR_WORD = /^[a-z][a-z_. -]*$/
const TAGS = new RegExp(`(${TAG})`)

function isCredential(text: string): boolean {
  return /\d/.test(text) || (text.length >= 16 && /[a-z]/.test(text) && /[A-Z]/.test(text))
}

/** Applies `change` to what stands between tags: a tag is never redacted again. */
function betweenTags(text: string, change: (part: string) => string): string {
  if (!text.includes(TAG_START)) return change(text)
  return text
    .split(TAGS)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('')
}

function hidePair(whole: string, name: string, mark: string, value: string, door: Door): string {
  if (isTag(value) || isTag(`${value}]`)) return whole
  const found = classifyName(name)
  if (found.kind !== 'secret' || (found.secret === 'code' && ERROR_WORD.test(value))) return whole
  if (found.secret === 'private_key' && !looksRandom(value)) return whole
  return `${name}${mark}${door.hide(found.secret, value)}`
}

/**
 * Redacts text without a known structure: sentences of findings, error pages, bodies that are not what they say.
 *
 * @param text in clear
 * @param random hide unknown random-looking words too, except those that were shown to be public
 * @param known the secrets of the run
 */
export function redactText(text: string, random: boolean, known: SecretMatcher, door: Door): string {
  if (text.length < 3) return known.replace(text)
  let result = text
  if (result.includes('-----BEGIN')) result = result.replace(PEM_KEY, (key) => door.hide('private_key', key))
  if (result.includes('eyJ')) {
    result = result.replace(JWT_PATTERN, (jwt) => (jwt.includes('.') ? door.hide('jwt', jwt) : jwt))
    result = betweenTags(result, (part) => part.replace(JWT_START, (start) => door.hide('jwt', start)))
  }
  result = known.replace(result)
  if (/bearer|dpop|basic/i.test(result)) {
    result = betweenTags(result, (part) =>
      part.replace(SCHEME, (whole, scheme: string, gap: string, value: string) =>
        isCredential(value) ? `${scheme}${gap}${door.hide('token', value)}` : whole,
      ),
    )
  }
  if (/cookie:/i.test(result)) {
    result = result.replace(COOKIE_LINE, (_, name: string, value: string) => `${name}${door.hide('cookie', value)}`)
  }
  // Without one of these there is no pair, and looking for one costs most where there is none: in long words.
  if (result.includes('=') || result.includes('"')) {
    result = result.replace(PAIR, (whole, name: string, mark: string, value: string) =>
      hidePair(whole, name, mark, value, door),
    )
  }
  if (!random || result.length < RANDOM_LENGTH) return result
  return betweenTags(result, (part) =>
    part.replace(RANDOM_WORD, (word) => (looksRandom(word) && !door.isShown(word) ? door.hide('opaque', word) : word)),
  )
}
