import type { Case, Expectation, Needs } from '../suite/types.ts'
import { describeMutation, locationText } from './describeMutation.ts'

const codesText = (codes: readonly string[]): string => (codes.length === 0 ? 'any error code' : codes.join(' | '))

function expectationText(expect: Expectation): readonly string[] {
  const { kind, codes, by, step, status, never, or } = expect
  const lines: string[] = []
  if (kind === 'accept') lines.push('the server accepts it: it is allowed')
  if (kind === 'reject') {
    lines.push(`the server refuses it with ${codesText(codes)}`)
    lines.push('the same flow without the change is accepted in the same run, else the refusal says nothing')
  }
  if (kind === 'either') lines.push(`the server accepts it, or refuses it with ${codesText(codes)}`)
  if (by !== null) lines.push(`at step ${by} at the latest`)
  if (step !== null) lines.push(`judged at step ${step}`)
  if (status.length > 0) lines.push(`with status ${status.join(' or ')}`)
  if (never !== null) lines.push('and never redirects to a redirect URI')
  if (or !== null) lines.push('a refused TLS handshake counts as a refusal')
  return lines
}

/** What a case sends, one line each. `does` tells what a named change, check or probe does. */
export function sentText(definition: Case, does: (use: string) => string): readonly string[] {
  const { kind, at, mutate, name } = definition
  if (kind === 'check') return [`nothing but the honest flow; asked of what was recorded: ${name}`]
  if (kind === 'probe') return [`requests of its own: ${name}`]
  const change = mutate === null ? '' : describeMutation(mutate, does)
  return ['the honest flow with one change', ...at.map((location) => `at ${locationText(location)}: ${change}`)]
}

/** What must happen, one line each. */
export function expectedText(definition: Case): readonly string[] {
  const { expect, also, kind } = definition
  const own = expect === null ? [] : expectationText(expect)
  const asked = also.map((name) => `and of the accepted flow: ${name}`)
  const fallback = kind === 'mutation' ? [] : ['the answer is yes; what exactly, the requirements below say']
  return own.length + asked.length === 0 ? fallback : [...own, ...asked]
}

/** The variants and features a case is limited to, one line each. */
export function needsText(needs: Needs): readonly string[] {
  return Object.entries(needs).map(([key, values]) => {
    const listed = (values as readonly (string | boolean)[]).map(String)
    return key === 'features' ? `the target has ${listed.join(' and ')}` : `${key} is ${listed.join(' or ')}`
  })
}
