/** Number of letters to change, add, leave out or swap to get from one word to the other; stops counting above `limit`. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) best = Math.min(best, (before[j - 2] ?? 0) + 1)
      current.push(best)
    }
    if (Math.min(...current) > limit) return limit + 1
    before = previous
    previous = current
  }
  return previous[b.length] ?? limit + 1
}

const fold = (word: string) => word.toLowerCase().replaceAll(/[-_.\s]/g, '')

/** The known word that was most likely meant, or null if none is near. */
export function nearest(word: string, known: Iterable<string>): string | null {
  // Long words come from mistakes elsewhere (a whole sentence as key); comparing them is slow and says nothing.
  if (word.length > 80) return null
  const limit = word.length < 4 ? 1 : Math.min(3, Math.floor(word.length / 3))
  let best: string | null = null
  let bestDistance = limit + 1
  for (const candidate of known) {
    if (fold(candidate) === fold(word)) return candidate
    const d = distance(word, candidate, limit)
    if (d < bestDistance) {
      best = candidate
      bestDistance = d
    }
  }
  return best
}

/** `did you mean "expect"?`, or null if no known word is near. */
export function suggest(word: string, known: Iterable<string>): string | null {
  const best = nearest(word, known)
  return best === null ? null : `did you mean ${JSON.stringify(best)}?`
}
