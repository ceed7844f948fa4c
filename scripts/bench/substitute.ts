/** Words that may be handles of the server: long runs of characters that tokens, codes, URNs and cookies are made of. */
const word = /[\w.~-]{16,}/g

/** What a handle of the recorded run is called in this one. */
export type Names = Map<string, string>

/** Percent-encoded text as it is meant; text that cannot be decoded as it stands. */
export function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The words of a text, in order. */
export const wordsOf = (text: string): readonly string[] => decoded(text).match(word) ?? []

/**
 * Learns new names from two answers to the same request: where the recorded answer and the new one have their handles
 * at the same places, each old one stands for the new one.
 */
export function learn(names: Names, recorded: readonly string[], now: readonly string[]): void {
  if (recorded.length !== now.length) return
  recorded.forEach((old, index) => {
    const value = now[index]
    if (value !== undefined && value !== old) names.set(old, value)
  })
}

/** The text with all known handles replaced. */
export const substitute = (text: string, names: readonly Names[]): string =>
  text.replace(word, (old) => {
    for (const map of names) {
      const value = map.get(old)
      if (value !== undefined) return value
    }
    return old
  })
