import type { EntityFetcher } from './fetchEntity.ts'
import { findChains } from './findChains.ts'
import type { Statement } from './statement.ts'
import type { DirectoryBlame } from './types.ts'
import { type Anchor, type ValidatedChain, validateChain } from './validateChain.ts'

/** What became of the search for a trust chain. */
export type ChainOutcome =
  | { readonly kind: 'chain'; readonly own: Statement; readonly chain: ValidatedChain }
  /** No way leads to the anchor: the entity is not in this federation. */
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly attributed: DirectoryBlame }

/** The valid chain with fewest entities; else the one with least wrong. */
export async function chainOf(fetcher: EntityFetcher, entity: string, anchor: Anchor): Promise<ChainOutcome> {
  const { own, candidates, problems } = await findChains(fetcher, entity, anchor.id)
  const chains = await Promise.all(candidates.map((candidate) => validateChain(candidate, anchor, fetcher.nowS)))
  const [best] = chains.sort((a, b) => a.faults.length - b.faults.length || a.path.length - b.path.length)
  if (own !== null && best !== undefined) return { kind: 'chain', own, chain: best }
  const failed = problems.find(({ attributed }) => attributed !== null)
  if (failed !== undefined && failed.attributed !== null)
    return { kind: 'failed', reason: failed.reason, attributed: failed.attributed }
  const why = problems.map(({ reason }) => reason).join('; ')
  return { kind: 'none', reason: `no trust chain leads from ${entity} to ${anchor.id}: ${why}` }
}
