import { encodedForms } from './encodedForms.ts'
import { EvidenceError } from './evidenceError.ts'
import { createByteSearch } from './findBytes.ts'
import type { KnownSecret } from './knownSecrets.ts'
import { secretForms } from './secretForms.ts'

/** A secret in a file that was about to be signed. Says what and where, never the secret. */
export interface Leak {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly what: string
}

export interface FileToScan {
  readonly path: string
  readonly bytes: Buffer
}

export interface LeakScanOptions {
  readonly secrets: readonly KnownSecret[]
  /** All text of the published suite: what stands there is no secret. */
  readonly published: string
}

/** Encoded forms shorter than this turn up by chance. */
const LEAST_ENCODED = 8
/** A password such as `letmein`: as a word of a language it stands in every report, so only password fields are searched for it. */
const PLAIN_WORD = /^[a-z_ -]{1,15}$/
const MOST_SHOWN = 10
const NEWLINE = 10

function lineAt(bytes: Buffer, at: number): number {
  let line = 1
  for (let next = bytes.indexOf(NEWLINE); next >= 0 && next < at; next = bytes.indexOf(NEWLINE, next + 1)) line++
  return line
}

/**
 * Searches files for every known secret, as it is and in its encodings (percent-encoded, JSON and HTML escapes, base64 and
 * base64url at every alignment), and for everything that has the form of a secret.
 *
 * @returns what was found, files in the order given
 */
export function leakScan(files: readonly FileToScan[], { secrets, published }: LeakScanOptions): readonly Leak[] {
  const search = createByteSearch<string>()
  for (const { kind, value } of secrets) {
    if (PLAIN_WORD.test(value)) continue
    search.add(value, `a secret of this run (${kind})`, value.length < LEAST_ENCODED)
    for (const form of encodedForms(value)) {
      if (form !== value && form.length >= LEAST_ENCODED)
        search.add(form, `a secret of this run (${kind}), encoded`, false)
    }
  }
  const isPublic = (value: string): boolean => published.includes(value)
  return files.flatMap(({ path, bytes }) => {
    const known = search.find(bytes).map(({ at, what }) => ({ file: path, line: lineAt(bytes, at), what }))
    // Pictures have no lines, but latin1 keeps one character for each byte in all of them.
    const text = bytes.toString('latin1')
    const forms = secretForms(text, isPublic).map(({ at, what }) => ({ file: path, line: lineAt(bytes, at), what }))
    return [...known, ...forms]
  })
}

/** The refusal to sign what would publish secrets. */
export function leakError(folder: string, leaks: readonly Leak[]): EvidenceError {
  const lines = leaks.slice(0, MOST_SHOWN).map(({ file, line, what }) => `  ${file}, line ${line}: ${what}`)
  const more = leaks.length > MOST_SHOWN ? [`  and ${leaks.length - MOST_SHOWN} more`] : []
  return new EvidenceError(
    'LEAK',
    folder,
    [
      `not signed, because the evidence holds secrets, and it would be published with them:`,
      ...lines,
      ...more,
      'This is a fault of the redaction: please report it with these lines. Nothing was written.',
    ].join('\n'),
  )
}
