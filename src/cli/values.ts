import { InvalidArgumentError } from 'commander'
import { UsageError } from './explainError.ts'

/** Collects an option that may be given more than once. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

/** Parser of `--observed-by`. */
export function observer(text: string): 'self' | 'operator' {
  if (text === 'self' || text === 'operator') return text
  throw new InvalidArgumentError('"self" or "operator" is expected.')
}

/** Parser of a full git commit id; a short one may come to mean another commit. */
export function commitId(text: string): string {
  const id = text.toLowerCase()
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) return id
  throw new InvalidArgumentError('A full commit id of 40 or 64 hex digits is expected.')
}

/** Parser of a whole number between two bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`A whole number from ${least} to ${most} is expected.`)
    }
    return value
  }
}

/**
 * The value of an option that must be given. Not commander's `requiredOption`: that one complains of a missing option before
 * it names the misspelled one.
 */
export function needed(value: string | undefined, option: string, advice: string): string {
  if (value === undefined || value === '') throw new UsageError(`option "${option}" is missing; ${advice}`)
  return value
}
