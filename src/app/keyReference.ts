import { readFileSync } from 'node:fs'
import { EvidenceError } from '../evidence/evidenceError.ts'
import { type EvidenceKey, readPublicKeys, readSigningKey } from '../evidence/evidenceKeys.ts'
import type { PublicJwk } from '../evidence/verificationTypes.ts'
import type { Environment } from './types.ts'

const bad = (reference: string, why: string, advice: string): EvidenceError =>
  new EvidenceError('BAD_KEY', reference, `key "${reference}": ${why}. ${advice}`)

/** Text of a key: `$env:NAME`, `$file:path` or simply a path. */
export function referencedText(reference: string, env: Environment): string {
  const [, kind, name = reference] = /^\$(env|file):(.+)$/s.exec(reference) ?? []
  if (kind === 'env') {
    const value = env[name]
    if (value !== undefined && value.trim() !== '') return value
    const why =
      value === undefined ? `there is no environment variable ${name}` : `environment variable ${name} is empty`
    throw bad(reference, why, `Put the key there (PEM or JWK), or name a file.`)
  }
  // A key that somebody pasted into the command line is in the history of the shell; its text must not be in a message too.
  if (reference.includes('-----BEGIN') || reference.trimStart().startsWith('{'))
    throw new EvidenceError('BAD_KEY', '', 'a key is given by reference ($env:NAME or a file), not by its text.')
  try {
    return readFileSync(name, 'utf8')
  } catch (cause) {
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? ` (${String(cause.code)})` : ''
    throw bad(reference, `the file cannot be read${code}`, 'Check the path; a key in the environment is $env:NAME.')
  }
}

/** Reads the private keys that evidence is signed with; a key that is named twice signs once. */
export function signingKeys(references: readonly string[], env: Environment): readonly EvidenceKey[] {
  const keys = references.map((reference) => readSigningKey(referencedText(reference, env), reference))
  return [...new Map(keys.map((key) => [key.keyid, key])).values()]
}

/** Reads the public keys that a verifier trusts. */
export const trustedKeys = (references: readonly string[], env: Environment): readonly PublicJwk[] =>
  references.flatMap((reference) => readPublicKeys(referencedText(reference, env), reference))
