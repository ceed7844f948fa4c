/** Words that may be handles of the server: long runs of characters that tokens, codes, URNs and cookies are made of. */
const word = /[\w.~-]{16,}/g

/** What a handle of the recorded run is called in this one. */
export type Names = Map<string, string>

/**
 * Learns new names from two answers to the same request: where the recorded answer and the new one have their handles
 * at the same places, each old one stands for the new one.
 */
export function learn(names: Names, recorded: string, now: string): void {
  const before = recorded.match(word) ?? []
  const after = now.match(word) ?? []
  if (before.length !== after.length) return
  before.forEach((old, index) => {
    const value = after[index]
    if (value !== undefined && value !== old) names.set(old, value)
  })
}

/** The text with all known handles replaced. */
export const substitute = (text: string, ...names: readonly Names[]): string =>
  text.replace(word, (old) => {
    for (const map of names) {
      const value = map.get(old)
      if (value !== undefined) return value
    }
    return old
  })
