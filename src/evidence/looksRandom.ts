const WORD = /^[A-Za-z0-9_~+/=.-]+$/

function classOf(code: number): 'digit' | 'upper' | 'lower' | 'other' {
  if (code >= 48 && code <= 57) return 'digit'
  if (code >= 65 && code <= 90) return 'upper'
  if (code >= 97 && code <= 122) return 'lower'
  return 'other'
}

/** How many characters of each class there are, and how often a character is of another class than the one before it. */
function classesOf(text: string): {
  readonly seen: Record<ReturnType<typeof classOf>, number>
  readonly changes: number
} {
  const seen = { digit: 0, upper: 0, lower: 0, other: 0 }
  let changes = 0
  let before: ReturnType<typeof classOf> | null = null
  for (let i = 0; i < text.length; i++) {
    const now = classOf(text.charCodeAt(i))
    seen[now]++
    if (now === 'other') continue
    if (before !== null && before !== now) changes++
    before = now
  }
  return { seen, changes }
}

/**
 * True for text that reads like a token, a code, a hash or a UUID rather than like a word: at least 16 characters that
 * change between digits, capitals and small letters far more often than names and dates do.
 */
export function looksRandom(text: string): boolean {
  if (text.length < 16 || !WORD.test(text)) return false
  const { seen, changes } = classesOf(text)
  const letters = seen.upper + seen.lower
  if (seen.digit >= 3 && letters >= 3 && changes >= text.length * 0.2) return true
  return seen.upper >= 3 && seen.lower >= 3 && changes >= text.length * 0.35
}

/**
 * The same question about a value in the place of a secret, where a wrong no leaves a secret unsearched: only what reads like
 * words is none. Of random base64url with 128 bits one in three thousand does, of 192 bits none in 200,000;
 * `looksRandom` misses one in eighty and one in three hundred.
 */
export function isNoWord(text: string): boolean {
  return text.length >= 16 && classesOf(text).changes >= text.length * 0.2
}
