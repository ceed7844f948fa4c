import type { Profile, Target, TargetVariant } from '../profile/types.ts'
import type { Case, Suite } from '../suite/types.ts'
import { featureReason, variantReason } from './applicability.ts'
import { chooseCases } from './chooseCases.ts'
import { profileFeatures, targetFeatures } from './features.ts'
import { PlanError } from './PlanError.ts'

/** One case to be run for one variant. */
export interface PlanItem {
  readonly case: Case
  readonly variant: TargetVariant
  /** Known before the run: not applicable, because ... */
  readonly skip: string | null
  /** It waits for something to expire. */
  readonly slow: boolean
}

export interface Plan {
  readonly items: readonly PlanItem[]
  /** Case-variant pairs left out by `--only` and `--no-slow`. */
  readonly omitted: number
}

export interface PlanOptions {
  /** Globs over case ids; empty: all. */
  readonly only: readonly string[]
  readonly slow: boolean
}

/** Variants of the target that the profile does not allow. */
function refuseForeignVariants(profile: Profile, target: Target): void {
  for (const { variant, key } of target.variants) {
    for (const [feature, allowed] of Object.entries(profile.variants) as [keyof typeof variant, readonly unknown[]][]) {
      if (allowed.includes(variant[feature])) continue
      throw new PlanError(
        `${target.file}: variant ${key}: "${feature}: ${variant[feature]}" is not allowed by profile ${profile.id}, ` +
          `which allows ${allowed.join(', ')}. Change the variant or choose another profile with --profile.`,
      )
    }
  }
}

/** A wait shorter than this (ms) does not make a case slow. */
const slowFromMs = 5_000

function isSlow({ mutate }: Case): boolean {
  if (!mutate) return false
  const after = mutate.after
  return (
    (after !== undefined && (!('ms' in after) || after.ms >= slowFromMs)) || (mutate.replay?.afterMs ?? 0) >= slowFromMs
  )
}

/** Profile x target x suite: what is to be run, in the order of the suite, with what is not applicable and why. */
export function makePlan(profile: Profile, target: Target, suite: Suite, options: PlanOptions): Plan {
  refuseForeignVariants(profile, target)
  const chosen = chooseCases(suite.cases, options.only)
  const items = target.variants.flatMap((variant) => {
    const features = { ...targetFeatures(target, variant), ...profileFeatures(profile) }
    return chosen.map(
      (definition): PlanItem => ({
        case: definition,
        variant,
        skip: variantReason(definition.needs, variant.variant) ?? featureReason(definition.needs, features),
        slow: isSlow(definition),
      }),
    )
  })
  const kept = items.filter((item) => options.slow || !item.slow || item.skip !== null)
  return { items: kept, omitted: suite.cases.length * target.variants.length - kept.length }
}
