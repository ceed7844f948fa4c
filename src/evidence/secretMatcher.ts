import { TAG } from './secretTags.ts'

/** Finds many known strings in a text in one pass. */
export interface SecretMatcher {
  /**
   * From now on `tag` stands in for `text`. Short letters and digits only count as a whole word: a password "code" is no
   * reason to tear up "urlencoded".
   */
  add(text: string, tag: string): void
  /** The text with every known string replaced by its tag; longest match first. */
  replace(text: string): string
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

function hashAt(text: string, at: number): number {
  const mixed =
    Math.imul(text.charCodeAt(at), 0x9e3779b1) ^
    Math.imul(text.charCodeAt(at + 1), 0x85ebca6b) ^
    Math.imul(text.charCodeAt(at + 2), 0xc2b2ae35) ^
    Math.imul(text.charCodeAt(at + 3), 0x27d4eb2f)
  return (mixed ^ (mixed >>> 15)) & 0xffff
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
 * Here each position costs one hash of four characters and a look into a bit table; only a hit looks further, and then at
 * one string per length, because tokens of one server begin alike and are equally long.
 */
export function createSecretMatcher(): SecretMatcher {
  const bits = new Uint8Array(0x10000)
  const tags = new Map<string, string>()
  /** Lengths of the strings per key, the longest first. */
  const lengths = new Map<string, number[]>()
  const starts = new Map<string, Starts>()
  const words = new Map<string, string>()
  let wordPattern: RegExp | null = null

  function addWord(word: string, tag: string): void {
    words.set(word, tag)
    const any = [...words.keys()].map((text) => text.replace(/[^A-Za-z0-9]/g, '\\$&')).join('|')
    wordPattern = new RegExp(`${TAG}|(?<![A-Za-z0-9_])(?:${any})(?![A-Za-z0-9_])`, 'g')
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

  function matchAt(text: string, at: number): Match | null {
    for (const length of lengths.get(text.slice(at, at + KEY)) ?? []) {
      const tag = tags.get(text.slice(at, at + length))
      if (tag !== undefined) return { length, tag }
    }
    const alike = starts.get(text.slice(at, at + PARTIAL))
    const best = alike && mostAlike(alike, text, at)
    if (!best) return null
    return { length: commonLength(best, text, at), tag: tags.get(best) ?? '' }
  }

  return {
    add(text, tag) {
      if (text === '' || tags.has(text)) return
      if (text.length < KEY || (text.length < 8 && /^[A-Za-z0-9]+$/.test(text))) {
        addWord(text, tag)
        return
      }
      tags.set(text, tag)
      const key = text.slice(0, KEY)
      const known = lengths.get(key) ?? []
      if (!known.includes(text.length))
        lengths.set(
          key,
          [...known, text.length].sort((left, right) => right - left),
        )
      addStart(text)
      bits[hashAt(text, 0)] = 1
    },

    replace(text) {
      let result = ''
      let copied = 0
      const last = text.length - KEY
      for (let at = 0; at <= last; at++) {
        // A tag is never looked into: a password "sha256" would tear up the tags of the codes.
        while (text.startsWith('[redacted:', at)) {
          TAG_AT.lastIndex = at
          if (!TAG_AT.test(text)) break
          at = TAG_AT.lastIndex
        }
        if (at > last) break
        if (bits[hashAt(text, at)] === 0) continue
        const match = matchAt(text, at)
        if (match === null) continue
        result += text.slice(copied, at) + match.tag
        copied = at + match.length
        at = copied - 1
      }
      const replaced = copied === 0 ? text : result + text.slice(copied)
      return wordPattern === null ? replaced : replaced.replace(wordPattern, (found) => words.get(found) ?? found)
    },
  }
}
