import type { Formats } from '../yaml/checkSchema.ts'
import { describe } from '../yaml/describe.ts'
import { durationMs } from '../yaml/durationMs.ts'
import { nearest } from '../yaml/suggest.ts'
import type { Complaint } from '../yaml/types.ts'
import { complaint, unknownName } from './complaints.ts'
import { errorCodes } from './errorCodes.ts'
import { isJwsAlgorithm, jwsAlgorithms } from './jwsAlgorithms.ts'
import { isLocation, readLocation } from './readLocation.ts'
import type { Vocabulary } from './types.ts'

const codePattern = /^[a-z][a-z0-9_]*$/

/** Symbols that say how long to wait. */
export const waitSymbols = ['$par.expires_in', '$token.expires_in'] as const

function known(what: string, names: ReadonlySet<string>): (text: string) => Complaint | null {
  return (text) => (names.has(text) ? null : unknownName(what, text, names))
}

/** Ecosystems have codes of their own, so only what looks like a misspelled standard code is refused. */
function codeComplaint(text: string, words: readonly string[]): Complaint | null {
  if (words.includes(text)) return null
  if (!codePattern.test(text))
    return complaint(`${describe(text)} is no error code`, 'e.g. invalid_request', null, null)
  const near = nearest(text, words)
  if (near === null) return null
  return complaint(`unknown error code "${text}"`, null, null, `did you mean "${near}"?`)
}

function durationComplaint(text: string, field: string): Complaint | null {
  if (durationMs(text) !== null) return null
  return complaint(`${field} is no duration`, 'a whole number with s, m, h or d, e.g. 62s', describe(text), null)
}

function waitComplaint(text: string, field: string): Complaint | null {
  if (waitSymbols.some((symbol) => symbol === text)) return null
  return text.startsWith('$') ? unknownName('symbol for a wait', text, waitSymbols) : durationComplaint(text, field)
}

function titleComplaint(text: string): Complaint | null {
  const found = /\b(?:should|must|test that|tests that|verify that|ensure)\b/i.exec(text)
  if (found === null) return null
  const hint = 'say what a correct server does: "rejects a code used twice"'
  return complaint(`"title" is not a fact: it says "${found[0]}"`, 'a fact in a few words', null, hint)
}

/**
 * Rules for the `format` names of the case schema.
 * @param requirements ids of all requirements; null if they are not all known, then references are not looked at
 */
export function caseRules(vocabulary: Vocabulary, requirements: ReadonlySet<string> | null): Formats {
  const keys = new Set(['client2', 'fresh'])
  return {
    location: (text) => {
      const read = readLocation(text)
      return isLocation(read) ? null : read
    },
    duration: durationComplaint,
    wait: waitComplaint,
    title: titleComplaint,
    alg: (text) => (isJwsAlgorithm(text) ? null : unknownName('algorithm', text, jwsAlgorithms)),
    key: known('key', keys),
    mutation: known('mutation', vocabulary.mutations),
    check: known('check', vocabulary.checks),
    probe: known('probe', vocabulary.probes),
    feature: known('feature', vocabulary.features),
    endpoint: vocabulary.endpoints === undefined ? () => null : known('endpoint', vocabulary.endpoints),
    requirement: requirements === null ? () => null : known('requirement', requirements),
    'error-code': (text) => codeComplaint(text, errorCodes),
    'accept-or-code': (text) => codeComplaint(text, ['accept', ...errorCodes]),
  }
}
