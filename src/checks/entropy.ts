import { decodeJwt } from './jwt.ts'
import { isNone } from './signingAlgs.ts'

/** What can be said about how hard a value is to guess. True entropy cannot be seen; these are upper bounds. */
export interface Guessability {
  /** Characters left when everything that does not vary is taken off. */
  readonly length: number
  /** Size of the smallest usual alphabet that holds them. */
  readonly alphabet: number
  /** Most bits that many characters of that alphabet can carry. */
  readonly bits: number
  /** Shannon estimate in bits per character; low for repetitive text. */
  readonly bitsPerCharacter: number
  /** A version 4 UUID. */
  readonly uuid: boolean
}

/** Random bits of a version 4 UUID (RFC 9562 section 5.4). */
const UUID4_BITS = 122
const UUID4 = /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i

const ALPHABETS: readonly (readonly [RegExp, number])[] = [
  [/^\d*$/, 10],
  [/^[0-9a-f]*$/, 16],
  [/^[0-9A-F]*$/, 16],
  [/^[0-9a-z]*$/, 36],
  [/^[0-9A-Z]*$/, 36],
  [/^[0-9A-Za-z]*$/, 62],
  [/^[\w\-.~+/=]*$/, 64],
]

function shannon(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

/** Start that all values share; under four characters it may be chance and is not counted. */
function commonStart(values: readonly string[]): number {
  const [first = '', ...rest] = values
  let length = 0
  while (length < first.length && rest.every((value) => value[length] === first[length])) length += 1
  return rest.length === 0 || length < 4 ? 0 : length
}

/** A signed JWT cannot be guessed because of its signature, the rest may well be known. */
function unguessablePart(value: string): string {
  const decoded = decodeJwt(value)
  return decoded.ok && !isNone(decoded.jwt.header.alg) ? (value.split('.')[2] ?? '') : value
}

/**
 * Measures a value. `samples` are values of the same kind from other flows of the run: a start that all share is
 * fixed text or a counter and carries no randomness.
 */
export function measure(value: string, samples: readonly string[]): Guessability {
  const parts = [...new Set([value, ...samples])].map(unguessablePart)
  const own = unguessablePart(value)
  const variable = own.slice(commonStart(parts))
  const uuid = UUID4.test(own)
  const text = uuid ? own.replaceAll('-', '') : variable
  const alphabet = ALPHABETS.find(([pattern]) => pattern.test(text))?.[1] ?? 94
  return {
    length: text.length,
    alphabet,
    bits: uuid ? UUID4_BITS : text.length * Math.log2(alphabet),
    bitsPerCharacter: shannon(text),
    uuid,
  }
}

/** Random text of the usual alphabets lies well above this; `aaaa...`, `0000...1` and the like below. */
const REPETITIVE_BELOW = 2.5

/**
 * Random bits that a credential has to hold, and from how many on it is let through. FAPI2-SP 5.4.1-4 requires 128;
 * version 4 UUIDs (122) and common id generators (126) lie just below and are met with the advice of RFC 6749 section
 * 10.10, which recommends 160.
 */
export const STRENGTHS = { required: { bits: 128, least: UUID4_BITS }, recommended: { bits: 160, least: 160 } } as const

export type Strength = keyof typeof STRENGTHS

/** Why a value cannot be that strong, or null when nothing visible speaks against it. */
export function guessableBecause(value: string, samples: readonly string[], strength: Strength): string | null {
  const seen = measure(value, samples)
  const room = `${seen.length} characters of an alphabet of ${seen.alphabet}: at most ${Math.floor(seen.bits)} bits`
  if (Math.floor(seen.bits + 1e-9) < STRENGTHS[strength].least)
    return seen.uuid ? `a version 4 UUID: ${UUID4_BITS} random bits` : room
  if (seen.bitsPerCharacter >= REPETITIVE_BELOW) return null
  return `repetitive text (${seen.bitsPerCharacter.toFixed(1)} bits per character)`
}

/** `43 characters that vary, room for 258 bits`. */
export function describeRoom(value: string, samples: readonly string[]): string {
  const seen = measure(value, samples)
  return seen.uuid ? 'a version 4 UUID' : `${seen.length} characters that vary, room for ${Math.floor(seen.bits)} bits`
}
