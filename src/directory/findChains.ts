import type { EntityFetcher } from './fetchEntity.ts'
import { objectsIn } from './json.ts'
import type { Statement } from './statement.ts'
import type { DirectoryBlame } from './types.ts'

/** A way from an entity to the trust anchor, not validated yet. */
export interface Candidate {
  /** Entity Identifiers, the entity first, the anchor last. */
  readonly path: readonly string[]
  /** The entity's configuration, the subordinate statements upwards, the anchor's configuration. */
  readonly statements: readonly Statement[]
  /** Configurations of the intermediates: only the place of their endpoints is taken from them. */
  readonly intermediates: readonly Statement[]
}

export interface Problem {
  readonly reason: string
  /** null: it is simply not there. */
  readonly attributed: DirectoryBlame | null
}

export interface Chains {
  /** null: there is no entity configuration. */
  readonly own: Statement | null
  readonly candidates: readonly Candidate[]
  /** Why some ways lead nowhere. */
  readonly problems: readonly Problem[]
}

/** Longer chains than this do not occur. */
const mostEntities = 8

const hintsOf = ({ claims }: Statement): readonly string[] => {
  const { authority_hints: hints } = claims
  return Array.isArray(hints) ? hints.filter((hint): hint is string => typeof hint === 'string') : []
}

/**
 * Follows `authority_hints` from an entity upwards (OpenID Federation 1.0 section 10.1), all of them, without loops.
 * @param anchor Entity Identifier of the trust anchor
 */
export async function findChains(fetcher: EntityFetcher, entity: string, anchor: string): Promise<Chains> {
  const candidates: Candidate[] = []
  const problems: Problem[] = []
  const fail = (found: {
    readonly kind: string
    readonly reason: string
    readonly attributed?: DirectoryBlame
  }): void => {
    problems.push({ reason: found.reason, attributed: found.kind === 'missing' ? null : (found.attributed ?? null) })
  }

  const climb = async (at: Candidate, configuration: Statement): Promise<void> => {
    const below = at.path.at(-1) ?? entity
    if (below === anchor) return void candidates.push({ ...at, statements: [...at.statements, configuration] })
    if (at.path.length >= mostEntities) return
    const hints = hintsOf(configuration)
    if (hints.length === 0) problems.push({ reason: `${below} names no authority_hints`, attributed: null })
    for (const hint of hints) {
      if (at.path.includes(hint)) continue
      const superior = await fetcher.configuration(hint)
      if (superior.kind !== 'statement') {
        fail(superior)
        continue
      }
      const about = await fetcher.subordinate(superior.statement, hint, below)
      if (about.kind !== 'statement') {
        fail(about)
        continue
      }
      const intermediates = hint === anchor ? at.intermediates : [...at.intermediates, superior.statement]
      const next = { path: [...at.path, hint], statements: [...at.statements, about.statement], intermediates }
      await climb(next, superior.statement)
    }
  }

  const own = await fetcher.configuration(entity)
  if (own.kind !== 'statement') {
    fail(own)
    return { own: null, candidates, problems }
  }
  const start: Candidate = { path: [entity], statements: entity === anchor ? [] : [own.statement], intermediates: [] }
  await climb(start, own.statement)
  return { own: own.statement, candidates, problems }
}

/** Entries of the `trust_marks` claim of an entity configuration. */
export const trustMarksOf = ({ claims }: Statement): readonly Readonly<Record<string, unknown>>[] =>
  objectsIn(claims.trust_marks) ?? []
