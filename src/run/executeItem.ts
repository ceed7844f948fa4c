import type { Requirements } from '../checks/expectation.ts'
import { gather } from '../checks/gather.ts'
import type { Answer, Attribution, Check } from '../checks/types.ts'
import { featureReason } from '../plan/applicability.ts'
import type { PlanItem } from '../plan/plan.ts'
import type { Probe, ProbeContext } from '../probes/types.ts'
import type { Consent, Endpoint, UseCase } from '../profile/types.ts'
import type { StepName } from '../suite/types.ts'
import type { Judgeable } from '../verdict/judge.ts'
import { apiClientFor } from './apiClient.ts'
import { authorizationOf } from './authorizationOf.ts'
import { consentForger } from './consentForger.ts'
import { executeMutation } from './executeMutation.ts'
import { controlId, type VariantRun } from './variantRun.ts'

/** What running one item told, before it is judged. */
export interface ItemOutcome extends Judgeable {
  readonly step: string | null
  readonly exchanges: readonly string[]
  readonly control: string | null
  /** Steps that must still be accepted at the end of the run for a refusal to count. */
  readonly leansOn: readonly StepName[]
  /** No answer, or none for now: worth another try. */
  readonly transient: boolean
  /** PNG pictures of pages, evidence of this case. */
  readonly screenshots: readonly Uint8Array[]
}

export interface Registries {
  readonly checks: Readonly<Record<string, Check>>
  readonly probes: Readonly<Record<string, Probe>>
  readonly requirements: Requirements
}

const nothing = {
  findings: [],
  incomplete: null,
  blame: 'as',
  step: null,
  exchanges: [],
  control: null,
  leansOn: [],
  transient: false,
  screenshots: [],
} as const

export const skipped = (reason: string): ItemOutcome => ({ ...nothing, skip: reason })

export const unfinished = (reason: string, attributed: Attribution): ItemOutcome => ({
  ...nothing,
  skip: null,
  incomplete: { reason, attributed },
})

function fromAnswers(
  item: PlanItem,
  registries: Registries,
  answers: readonly Answer[],
  step: string | null,
): ItemOutcome {
  const { blame, ...gathered } = gather(item.case, registries.requirements, answers)
  return { ...nothing, ...gathered, step, blame: blame ?? 'as' }
}

/** Lets a probe's own client send the logged-in user to the authorization endpoint. */
function visitor(vr: VariantRun, caseId: string): NonNullable<ProbeContext['visit']> | null {
  const { login, wire, actors, variant } = vr.env
  const browser = vr.browser()
  if (!login || !browser) return null
  return (url) =>
    login.visit({
      url,
      session: browser,
      action: 'approve',
      callbacks: Object.values(actors).map((actor) => actor.client.redirect_uri),
      send: (request) => wire.send(request, { caseId, step: 'authorize', variant: variant.key }),
    })
}

/** The entries of the profile that a case is about. */
function entriesOf(
  { endpoint, useCase, consent }: PlanItem['case'],
  { profile }: VariantRun,
): { endpoint: Endpoint | null; useCase: UseCase | null; consent: Consent | null } {
  return {
    endpoint: profile?.api?.endpoints.find(({ id }) => id === endpoint) ?? null,
    useCase: profile?.useCases.find(({ id }) => id === useCase) ?? null,
    consent: profile?.consents.find(({ id }) => id === consent) ?? null,
  }
}

async function executeProbe(item: PlanItem, vr: VariantRun, registries: Registries): Promise<ItemOutcome> {
  const probe = registries.probes[item.case.name ?? '']
  if (!probe) return unfinished(`there is no probe "${item.case.name}"`, 'harness')
  const answers = await probe({
    wire: vr.env.wire,
    target: vr.env.target,
    variant: vr.env.variant,
    metadata: vr.env.server.metadata,
    honest: vr.trace,
    label: (step) => ({ caseId: item.case.id, step, variant: vr.env.variant.key }),
    now: vr.env.now,
    visit: visitor(vr, item.case.id),
    forgeConsent: consentForger(vr, item.case.id),
    directory: vr.directory?.answer ?? null,
    drill: vr.drill?.(item.case.id) ?? null,
    ...(vr.profile === null ? {} : { profile: vr.profile }),
    authorization: authorizationOf(vr, item.case.id),
    api: vr.profile?.api ? apiClientFor(vr.api, item.case.id) : null,
    ...entriesOf(item.case, vr),
  })
  return fromAnswers(item, registries, answers, 'probe')
}

async function executeCheck(item: PlanItem, vr: VariantRun, registries: Registries): Promise<ItemOutcome> {
  const check = registries.checks[item.case.name ?? '']
  if (!check) return unfinished(`there is no check "${item.case.name}"`, 'harness')
  return { ...fromAnswers(item, registries, [await check(vr.trace)], null), control: controlId }
}

/** Runs one item of the plan; never throws: what goes wrong on our side is `incomplete`, attributed to the harness. */
export async function executeItem(
  item: PlanItem,
  vr: VariantRun,
  registries: Registries,
  pause: (ms: number) => Promise<void>,
): Promise<ItemOutcome> {
  if (item.skip !== null) return skipped(item.skip)
  const reason = featureReason(item.case.needs, vr.features)
  if (reason !== null) return skipped(reason)
  try {
    if (item.case.kind === 'probe') return await executeProbe(item, vr, registries)
    if (item.case.kind === 'check') return await executeCheck(item, vr, registries)
    return await executeMutation(item.case, vr, registries.checks, registries.requirements, pause)
  } catch (error) {
    return unfinished(`the runner failed: ${error instanceof Error ? error.message : String(error)}`, 'harness')
  }
}
