import { type DirectoryFacts, directoryFacts } from '../directory/directoryFacts.ts'
import { openDirectory } from '../directory/openDirectory.ts'
import type { DirectoryAnswer, DirectorySubject } from '../directory/types.ts'
import type { Target } from '../profile/types.ts'
import type { Wire } from '../wire/types.ts'

/** The directory of a target, asked once per run. */
export interface DirectoryLookUp {
  readonly answer: () => Promise<DirectoryAnswer>
  /** What the run keeps of it. */
  readonly facts: () => Promise<DirectoryFacts>
}

const subjectOf = ({ organisation, issuer, variants }: Target): DirectorySubject => ({
  organisation,
  issuer,
  clients: [...new Set(variants.flatMap(({ clients }) => Object.values(clients).map(({ id }) => id)))],
})

/** Label of all exchanges with a directory. */
const label = { caseId: 'directory', step: 'directory' } as const

/** Opens the directory that a target names; null: it names none. */
export function directoryLookUp(target: Target, wire: Wire, now: () => number): DirectoryLookUp | null {
  if (!target.directory) return null
  const directory = openDirectory(target.directory, { send: (request) => wire.send(request, label), now })
  const subject = subjectOf(target)
  let asked: Promise<DirectoryAnswer> | null = null
  const answer = (): Promise<DirectoryAnswer> => {
    asked ??= directory.lookUp(subject)
    return asked
  }
  return { answer, facts: async () => directoryFacts(directory, await answer(), subject) }
}
