import type { Answer } from '../checks/types.ts'
import type { DirectoryAnswer, DirectoryRecord, RegisteredServer } from '../directory/types.ts'
import type { Probe, ProbeContext } from './types.ts'

/** What a question about the directory came to, without what is the same for all of them. */
export type DirectoryFinding =
  | { readonly kind: 'yes' | 'no'; readonly expected: string; readonly observed: string }
  | Extract<Answer, { kind: 'not-applicable' | 'unknown' }>

export const notPublished = (what: string): DirectoryFinding => ({
  kind: 'not-applicable',
  reason: `the directory does not publish ${what}`,
})

/** `yes` if it holds. */
export const finding = (holds: boolean, expected: string, observed: string): DirectoryFinding => ({
  kind: holds ? 'yes' : 'no',
  expected,
  observed,
})

/** Every mismatch with a directory is one for its records: somebody has to look which side is right. */
export function asAnswers(findings: readonly DirectoryFinding[], { exchanges }: DirectoryAnswer): readonly Answer[] {
  return findings.map((one): Answer => {
    if (one.kind === 'yes') return { kind: 'yes', expected: one.expected, observed: one.observed, exchanges }
    if (one.kind !== 'no') return one
    return { kind: 'no', expected: one.expected, observed: one.observed, attributed: 'directory', exchanges }
  })
}

const none: Answer = { kind: 'not-applicable', reason: 'the target file names no directory' }

/** A probe that puts a question to whatever the directory said. */
export function askDirectory(
  ask: (
    answer: DirectoryAnswer,
    context: ProbeContext,
  ) => Promise<readonly DirectoryFinding[]> | readonly DirectoryFinding[],
): Probe {
  return async (context) => {
    if (!context.directory) return [none]
    const answer = await context.directory()
    if (answer.kind === 'unknown') {
      const { reason, attributed } = answer
      return [{ kind: 'unknown', reason, attributed }]
    }
    return asAnswers(await ask(answer, context), answer)
  }
}

/** A probe that compares with the record of the organisation; without one there is nothing to compare with. */
export function askRecord(
  ask: (
    record: DirectoryRecord,
    context: ProbeContext,
  ) => Promise<readonly DirectoryFinding[]> | readonly DirectoryFinding[],
): Probe {
  return askDirectory((answer, context) => {
    if (answer.kind === 'found') return ask(answer.record, context)
    if (answer.kind === 'untrusted')
      return [
        {
          kind: 'unknown',
          reason: `nothing in the directory can be trusted: ${answer.reason}`,
          attributed: 'directory',
        },
      ]
    return [{ kind: 'not-applicable', reason: `the organisation is not registered: ${answer.reason}` }]
  })
}

/** `a, b`, or `none`. */
export const listed = (words: readonly string[]): string => (words.length === 0 ? 'none' : words.join(', '))

/** The name of a server as people find it in the directory. */
export const serverName = ({ id, issuer }: RegisteredServer): string => (id === issuer ? id : `server ${id}`)
