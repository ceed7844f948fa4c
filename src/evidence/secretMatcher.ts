import { TAG, TAG_START } from './secretTags.ts'

/** Finds many known strings in a text in one pass. */
export interface SecretMatcher {
  /**
   * From now on `tag` stands in for `text`. Short letters and digits only count as a whole word: a password "code" is no
   * reason to tear up "urlencoded".
   */
  add(text: string, tag: string): void
  /** The text with every known string replaced by its tag; longest match first. */
  replace(text: string): string
  /** True where a known string stands in the text. */
  finds(text: string): boolean
  /** Notes a text in which nothing was found, see `forgetWatched`. */
  watch(text: string): void
  /**
   * True if one of the strings added since the last `true` may stand in a text that is watched: then none is any longer,
   * and they have to be searched again.
   */
  forgetWatched(): boolean
}

interface Match {
  readonly length: number
  readonly tag: string
}

/** Length of the key that the known strings are filed under. */
const KEY = 4
/** This much of the start of a secret is hidden too: somebody quoted a token and cut it off. */
const PARTIAL = 12
/** Every PEM text starts with the same words, so a part of one says nothing. */
const PEM = '-----BEGIN'
const TAG_AT = new RegExp(TAG, 'y')
const BRACKET = TAG_START.charCodeAt(0)
/** log2 of the size of the bit table: a run knows some 20,000 forms, so one position in fifty hits by chance. */
const TABLE_BITS = 20

/** Key of the last four characters once `code` is one of them; wide characters share keys, which costs time only. */
const slide = (key: number, code: number): number => (key << 8) | (code & 0xff)
const slot = (key: number): number => Math.imul(key, 0x9e3779b1) >>> (32 - TABLE_BITS)

const isMarked = (table: Uint8Array, at: number): boolean => ((table[at >>> 3] ?? 0) & (1 << (at & 7))) !== 0
function mark(table: Uint8Array, at: number): void {
  table[at >>> 3] = (table[at >>> 3] ?? 0) | (1 << (at & 7))
}

/** Key of the characters `from` up to, not including, `to`. */
function keyOf(text: string, from: number, to: number): number {
  let key = 0
  for (let at = from; at < to; at++) key = slide(key, text.charCodeAt(at))
  return key
}

function commonLength(left: string, text: string, at: number): number {
  let n = 0
  while (n < left.length && at + n < text.length && left.charCodeAt(n) === text.charCodeAt(at + n)) n++
  return n
}

/** Strings with the same start, of which the one most like a given text is found without looking at all of them. */
interface Starts {
  readonly texts: string[]
  sorted: boolean
}

function mostAlike(starts: Starts, text: string, at: number): string | null {
  if (!starts.sorted) starts.texts.sort()
  starts.sorted = true
  const wanted = text.slice(at, at + 512)
  let low = 0
  let high = starts.texts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts.texts[middle] ?? '') < wanted) low = middle + 1
    else high = middle
  }
  const before = starts.texts[low - 1] ?? ''
  const after = starts.texts[low] ?? ''
  const best = commonLength(before, text, at) > commonLength(after, text, at) ? before : after
  return best === '' ? null : best
}

/**
 * A run knows thousands of secret strings and writes megabytes, so one alternation of all of them would cost minutes.
 * Here each position costs one look into a bit table by the four characters that start there; only a hit looks further,
 * and then at one string per length, because tokens of one server begin alike and are equally long.
 */
export function createSecretMatcher(): SecretMatcher {
  const bits = new Uint8Array(1 << (TABLE_BITS - 3))
  /** The same for the places of all watched texts. */
  const watched = new Uint8Array(1 << (TABLE_BITS - 3))
  let disturbed = false
  const tags = new Map<string, string>()
  /** Lengths of the strings per key, the longest first. */
  const lengths = new Map<number, number[]>()
  const starts = new Map<string, Starts>()
  const words = new Map<string, string>()
  let wordPattern: RegExp | null = null

  function addWord(word: string, tag: string): void {
    words.set(word, tag)
    const any = [...words.keys()].map((text) => text.replace(/[^A-Za-z0-9]/g, '\\$&')).join('|')
    wordPattern = new RegExp(`${TAG}|(?<![A-Za-z0-9_])(?:${any})(?![A-Za-z0-9_])`, 'g')
    disturbed = true
  }

  function addStart(text: string): void {
    if (text.length <= PARTIAL || text.startsWith(PEM)) return
    const key = text.slice(0, PARTIAL)
    const filed = starts.get(key)
    if (filed === undefined) starts.set(key, { texts: [text], sorted: true })
    else {
      filed.texts.push(text)
      filed.sorted = false
    }
  }

  function matchAt(text: string, at: number, key: number): Match | null {
    const known = lengths.get(key)
    if (known === undefined) return null
    for (const length of known) {
      const tag = tags.get(text.slice(at, at + length))
      if (tag !== undefined) return { length, tag }
    }
    const alike = starts.get(text.slice(at, at + PARTIAL))
    const best = alike && mostAlike(alike, text, at)
    if (!best) return null
    return { length: commonLength(best, text, at), tag: tags.get(best) ?? '' }
  }

  /** Where a tag that starts at `at` ends; `at` if none does. A tag is never looked into: a password "sha256" would tear up the tags of the codes. */
  function behindTag(text: string, at: number): number {
    if (!text.startsWith(TAG_START, at)) return at
    TAG_AT.lastIndex = at
    return TAG_AT.test(text) ? TAG_AT.lastIndex : at
  }

  return {
    add(text, tag) {
      if (text === '' || tags.has(text)) return
      if (text.length < KEY || (text.length < 8 && /^[A-Za-z0-9]+$/.test(text))) {
        addWord(text, tag)
        return
      }
      tags.set(text, tag)
      const key = keyOf(text, 0, KEY)
      const known = lengths.get(key)
      if (known === undefined) lengths.set(key, [text.length])
      else if (!known.includes(text.length)) known.splice(0, known.length, ...sorted([...known, text.length]))
      addStart(text)
      const at = slot(key)
      mark(bits, at)
      disturbed ||= isMarked(watched, at)
    },

    replace(text) {
      let result = ''
      let copied = 0
      let key = keyOf(text, 0, KEY - 1)
      for (let end = KEY - 1; end < text.length; end++) {
        key = slide(key, text.charCodeAt(end))
        const at = end - KEY + 1
        let next = at
        if (key >>> 24 === BRACKET) next = behindTag(text, at)
        if (next === at) {
          if (!isMarked(bits, slot(key))) continue
          const match = matchAt(text, at, key)
          if (match === null) continue
          next = at + match.length
          result += text.slice(copied, at) + match.tag
          copied = next
        }
        end = next + KEY - 2
        key = keyOf(text, next, next + KEY - 1)
      }
      const replaced = copied === 0 ? text : result + text.slice(copied)
      return wordPattern === null ? replaced : replaced.replace(wordPattern, (found) => words.get(found) ?? found)
    },

    finds(text) {
      if (wordPattern !== null && text.replace(wordPattern, (found) => words.get(found) ?? found) !== text) return true
      let key = keyOf(text, 0, KEY - 1)
      for (let end = KEY - 1; end < text.length; end++) {
        key = slide(key, text.charCodeAt(end))
        const at = end - KEY + 1
        const next = key >>> 24 === BRACKET ? behindTag(text, at) : at
        if (next === at) {
          if (isMarked(bits, slot(key)) && matchAt(text, at, key) !== null) return true
        } else {
          end = next + KEY - 2
          key = keyOf(text, next, next + KEY - 1)
        }
      }
      return false
    },

    watch(text) {
      let key = keyOf(text, 0, KEY - 1)
      for (let end = KEY - 1; end < text.length; end++) {
        key = slide(key, text.charCodeAt(end))
        mark(watched, slot(key))
      }
    },

    forgetWatched() {
      const was = disturbed
      if (was) watched.fill(0)
      disturbed = false
      return was
    },
  }
}

const sorted = (lengths: readonly number[]): number[] => lengths.toSorted((left, right) => right - left)
