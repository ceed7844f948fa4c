import { hash } from 'node:crypto'
import type { SecretKind } from './types.ts'

/** Kinds that people choose themselves: a digest of one could be reversed by trying a word list. */
const guessable: ReadonlySet<SecretKind> = new Set(['password', 'secret', 'credentials', 'client_secret', 'field'])
/** Values at least this long of the other kinds get a digest, so that whoever holds the value can find it in the evidence. */
const DIGEST_FROM = 16

/** Gives each secret value its tag: the same value, the same tag. */
export interface SecretTags {
  /** The tag of `value`; `kind` counts only the first time. */
  tagOf(kind: SecretKind, value: string): string
  has(value: string): boolean
  /** From now on `value` has the tag of another value (a line of a key has the tag of the key). */
  alias(value: string, tag: string): void
}

/**
 * A tag, exactly as made here and nothing looser: a server that answers `[redacted: hello]` must not be able to keep text
 * away from the redactor.
 */
export const TAG_START = '[redacted:'
export const TAG = String.raw`\[redacted:[a-z_]+:(?:sha256:[0-9a-f]{8}|\d{1,6})\]`
const WHOLE_TAG = new RegExp(`^${TAG}$`)

/** True for a value that is a tag already. */
export function isTag(value: string): boolean {
  return value.startsWith(TAG_START) && WHOLE_TAG.test(value)
}

/** Tags are `[redacted:<kind>:sha256:<8 hex>]`, or `[redacted:<kind>:<number>]` where a digest would give the value away. */
export function createSecretTags(): SecretTags {
  const tags = new Map<string, string>()
  const counts = new Map<SecretKind, number>()

  function make(kind: SecretKind, value: string): string {
    if (value.length >= DIGEST_FROM && !guessable.has(kind)) {
      return `[redacted:${kind}:sha256:${hash('sha256', value, 'hex').slice(0, 8)}]`
    }
    const number = (counts.get(kind) ?? 0) + 1
    counts.set(kind, number)
    return `[redacted:${kind}:${number}]`
  }

  return {
    tagOf(kind, value) {
      const known = tags.get(value)
      if (known !== undefined) return known
      const tag = make(kind, value)
      tags.set(value, tag)
      return tag
    },
    has: (value) => tags.has(value),
    alias: (value, tag) => {
      if (!tags.has(value)) tags.set(value, tag)
    },
  }
}
