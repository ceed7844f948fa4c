import { checks } from '../checks/registry.ts'
import { isSymbol, symbolNames } from '../mutations/symbols.ts'
import { uses } from '../mutations/uses.ts'
import { featureNames } from '../plan/features.ts'
import { probes } from '../probes/registry.ts'
import type { Vocabulary } from '../suite/types.ts'

/** Names that case files may use, taken from the tables that implement them. */
export const vocabulary: Vocabulary = {
  checks: new Set(Object.keys(checks)),
  probes: new Set(Object.keys(probes)),
  mutations: new Set(Object.keys(uses)),
  features: featureNames,
  isSymbol,
  symbols: symbolNames,
}
