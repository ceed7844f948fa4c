import { encodedForms } from './encodedForms.ts'
import { looksRandom } from './looksRandom.ts'
import { isPersonal, maskOf, mayShowPayload } from './maskPersonal.ts'
import type { KnownText } from './mayShow.ts'
import { isJwt, redactJwt } from './redactJwt.ts'
import { redactText } from './redactText.ts'
import { redactUrl } from './redactUrl.ts'
import { rewriteJson } from './rewriteJson.ts'
import { createSecretMatcher } from './secretMatcher.ts'
import { createSecretTags, isTag } from './secretTags.ts'
import { classifyName, isProtocolWord } from './sensitiveNames.ts'
import type { Door, Place, SecretKind } from './types.ts'

/** Found in a named place and then hidden wherever else it stands. */
const strong: ReadonlySet<SecretKind> = new Set([
  'access_token',
  'client_secret',
  'code',
  'code_verifier',
  'credentials',
  'password',
  'private_key',
  'refresh_token',
  'request_uri',
  'token',
])
/** The same, unless the value is also used as a public one: a cookie may hold the client id. */
const weak: ReadonlySet<SecretKind> = new Set(['cookie', 'field'])
const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i
/** `password`, `invalid-code`: a case sent a word instead of a secret; hiding that word everywhere would spoil every text. */
const PLAIN_WORD = /^[a-z_ -]{1,15}$/
const ERROR_WORD = /^[a-z][a-z_. -]*$/

/** Signs of a text in a text. */
const ENCODED = /[%\\&]|eyJ/

const LONGEST_HARMLESS = 300
const MOST_HARMLESS = 1000

/** The door with what only its owner may do. */
export interface OwnDoor extends Door, KnownText {
  /** Takes what was found since the last call into the search for known secrets; false: there was nothing new. */
  settle(): boolean
}

function prefixLength(uri: string): number {
  return Math.max(uri.lastIndexOf(':'), uri.lastIndexOf('/')) + 1
}

/**
 * Makes the one door through which text leaves.
 *
 * @param secrets values known beforehand (passwords, private key members, PEM keys); hidden in every encoding
 * @param show JSON pointers into payloads: values that are shown although they look like personal data
 */
export function createDoor(secrets: readonly string[], show: readonly string[] = []): OwnDoor {
  const mayShowAt = mayShowPayload(show)
  const known = createSecretMatcher()
  const tags = createSecretTags()
  const shown = new Set<string>()
  /** Texts in which nothing was found; what is shown or random plays no part in them. */
  const harmless = new Set<string>()
  /** Those among them that say themselves what they mean. */
  const clear = new Set<string>()
  const pending = new Map<string, { tag: string; weak: boolean }>()
  /** Looked at already whether they are to be searched for. */
  const learned = new Map<string, 'weak' | 'strong'>()

  for (const secret of secrets) {
    if (secret === '') continue
    const tag = tags.tagOf(secret.includes('PRIVATE KEY-----') ? 'private_key' : 'secret', secret)
    learned.set(secret, 'strong')
    for (const form of encodedForms(secret)) {
      known.add(form, tag)
      tags.alias(form, tag)
    }
  }

  function learn(secret: string, tag: string, isWeak: boolean): void {
    const before = learned.get(secret)
    if (before === 'strong' || (isWeak && before === 'weak')) return
    learned.set(secret, isWeak ? 'weak' : 'strong')
    if (secret.length >= (isWeak ? 12 : 6) && !PLAIN_WORD.test(secret)) pending.set(secret, { tag, weak: isWeak })
  }

  function hide(kind: SecretKind, value: string): string {
    if (value === '' || isTag(value)) return value
    // `urn:ietf:params:oauth:request_uri:` says what it is; the random part behind it is the secret (RFC 9126 section 2.2).
    const prefix = kind === 'request_uri' ? value.slice(0, prefixLength(value)) : ''
    const secret = value.slice(prefix.length)
    if (secret === '') return value
    const tag = tags.tagOf(kind, secret)
    if (strong.has(kind)) learn(secret, tag, false)
    else if (weak.has(kind)) learn(secret, tag, true)
    return prefix === '' ? tag : `${prefix}${tag}`
  }

  function unknown(value: string, place: Place): string {
    if (place === 'page') return hide('field', value)
    if (URL_LIKE.test(value)) return redactUrl(value, place, door)
    if (place === 'oauth' && looksRandom(value) && !door.isShown(value)) return hide('opaque', value)
    return door.text(value, place === 'oauth')
  }

  function named(name: string, value: string, place: Place): string {
    if (value === '' || isTag(value)) return value
    if (isJwt(value)) return door.jwt(value)
    const found = classifyName(name)
    if (found.kind === 'secret' && (found.secret !== 'private_key' || looksRandom(value)))
      return hide(found.secret, value)
    if (found.kind !== 'plain') return unknown(value, place)
    door.show(value)
    return URL_LIKE.test(value) ? redactUrl(value, 'metadata', door) : door.text(value, false)
  }

  /** The mask of a value of a payload that may be personal, hidden in other texts too; null: it is shown. */
  function masked(path: readonly string[], value: string | number): string | null {
    if (!isPersonal(path, value) || mayShowAt(path)) return null
    const mask = maskOf(value)
    if (typeof value === 'string') learn(value, mask, true)
    return mask
  }

  function leaf(path: readonly string[], value: string | number | boolean | null, place: Place): string | undefined {
    if (typeof value === 'boolean' || value === null) return undefined
    // The same user has the same tag here and in ID tokens.
    if (place === 'payload' && path.at(-1) === 'sub' && !mayShowAt(path)) return hide('claim', String(value))
    // Answers of the API come under names of steps that no table knows, too.
    const isData = place === 'payload' || place === 'oauth'
    const mask = isData && classifyName(path.at(-1) ?? '').kind !== 'secret' ? masked(path, value) : null
    if (mask !== null) return mask
    const name = path.at(-1) ?? ''
    const own = classifyName(name)
    const isCode = own.kind === 'secret' && own.secret === 'code'
    // An API's `code` member is an error code more often than an authorization code, which has other ways to travel.
    if (isCode && (typeof value === 'number' || ERROR_WORD.test(value))) return undefined
    const inherited = path.slice(0, -1).some((above) => {
      const outer = classifyName(above)
      return outer.kind === 'secret' && outer.secret !== 'private_key' && outer.secret !== 'code'
    })
    if (typeof value === 'number') {
      const secret = inherited || (own.kind === 'secret' && own.secret !== 'private_key')
      return secret ? hide('field', String(value)) : undefined
    }
    const safe = inherited && own.kind !== 'plain' ? hide('field', value) : named(name, value, place)
    return safe === value ? undefined : safe
  }

  const door: OwnDoor = {
    hide,
    show: (value) => {
      shown.add(value)
    },
    isShown: (value) => shown.has(value) && !tags.has(value),
    text(text, random) {
      // Header lines are the same in hundreds of exchanges.
      if (!random && harmless.has(text)) return text
      const safe = redactText(text, random, known, door)
      if (!random && safe === text && text.length <= LONGEST_HARMLESS && harmless.size < MOST_HARMLESS) {
        harmless.add(text)
        if (!ENCODED.test(text)) clear.add(text)
        known.watch(text)
      }
      return safe
    },
    named,
    mask: (name, value) => (classifyName(name).kind === 'secret' ? null : masked([name], value)),
    name: (name) => (isProtocolWord(name) ? name : door.text(name, true)),
    jwt: (compact) => redactJwt(compact, door),
    json: (text, place) => rewriteJson(text, (path, value) => leaf(path, value, place), door.name),
    startOfJson: (text, place) => rewriteJson(text, (path, value) => leaf(path, value, place), door.name, true) ?? '',
    url: (url, place) => redactUrl(url, place === 'page' ? 'oauth' : place, door),
    isHarmless: (text) => clear.has(text),
    quotes: (text) => known.finds(text),
    settle() {
      if (pending.size === 0) return false
      for (const [secret, { tag, weak: isWeak }] of pending) {
        if (isWeak && shown.has(secret)) continue
        for (const form of encodedForms(secret)) known.add(form, tag)
      }
      pending.clear()
      if (known.forgetWatched()) {
        harmless.clear()
        clear.clear()
      }
      return true
    },
  }
  return door
}
