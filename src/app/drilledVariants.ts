import type { Target } from '../profile/types.ts'

/**
 * The target with one variant per client1: drills are about clients, and what was taken out in one variant is gone in all
 * others of that client.
 */
export function drilledVariants(target: Target): Target {
  const seen = new Set<string>()
  const variants = target.variants.filter(({ clients }) => {
    const id = clients.client1?.id ?? ''
    return seen.size < seen.add(id).size
  })
  return { ...target, variants }
}
