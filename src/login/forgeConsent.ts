import { canForge, type Damage, FOREIGN_PAGE, type FormSecrets, forge, formSecrets } from './forgery.ts'
import type { Hop } from './redirect.ts'
import type { ForgeOutcome, Visit, VisitOutcome } from './types.ts'

/** Visits as usual; `instead` says what is sent in place of the consent form, null: the visit ends there. */
type VisitWith = (visit: Visit, instead: (form: Hop) => Hop | null) => Promise<VisitOutcome>

const idsOf = (outcomes: readonly VisitOutcome[]): string[] =>
  outcomes.flatMap(({ exchanges }) => exchanges.map(({ id }) => id))

/** The consent form of a visit, unsent; null: it was not reached. */
async function look(visit: Visit, visitWith: VisitWith): Promise<{ form: Hop | null; outcome: VisitOutcome }> {
  const seen: { form: Hop | null } = { form: null }
  const outcome = await visitWith(visit, (form) => {
    seen.form = form
    return null
  })
  return { form: seen.form, outcome }
}

/** Names of the authorization response parameters: of those in a JWT, where they travel in one (JARM). */
function parametersOf(url: string): string[] {
  const { searchParams, hash } = new URL(url)
  const params = [...searchParams, ...new URLSearchParams(hash.slice(1))]
  const parts = params.find(([name]) => name === 'response')?.[1].split('.') ?? []
  if (parts.length !== 3) return params.map(([name]) => name)
  try {
    return Object.keys(JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8')))
  } catch {
    return ['response']
  }
}

/** Where a forged form led. */
function fate(outcome: VisitOutcome, how: string): ForgeOutcome {
  const exchanges = idsOf([outcome])
  if (outcome.kind === 'callback') {
    const params = parametersOf(outcome.url)
    if (params.includes('response'))
      return { kind: 'unknown', detail: `${how}: the answer to the client cannot be read`, exchanges }
    if (params.includes('error'))
      return { kind: 'refused', detail: `${how}: the client was told of an error`, exchanges }
    return { kind: 'accepted', detail: `${how}: the client was sent ${params.join(', ') || 'back'}`, exchanges }
  }
  if (outcome.kind === 'network' || outcome.kind === 'stuck')
    return { kind: 'unknown', detail: `${how}: ${outcome.message}`, exchanges }
  const { status, title } = outcome.page
  return { kind: 'refused', detail: `${how}: page "${title}" with status ${status}`, exchanges }
}

const damages: readonly Damage[] = ['left out', 'made up']

async function forgeOnce(
  first: Hop,
  [firstVisit, visit]: readonly [Visit, Visit],
  visitWith: VisitWith,
  damage: Damage,
): Promise<{ readonly result: ForgeOutcome; readonly hasSecretFields: boolean }> {
  let secrets: FormSecrets = { address: false, fields: new Set() }
  const outcome = await visitWith(visit, (form) => {
    secrets = formSecrets(first, form, [firstVisit.url, visit.url])
    return secrets.address ? null : forge(form, secrets.fields, damage)
  })
  const names = [...secrets.fields].join(', ')
  const how = `sent from ${FOREIGN_PAGE}${names === '' ? '' : ` with ${names} ${damage}`}`
  const guarded: ForgeOutcome = {
    kind: 'refused',
    detail: 'nothing to send: the address of the form is known to this visit only',
    exchanges: idsOf([outcome]),
  }
  return { result: secrets.address ? guarded : fate(outcome, how), hasSecretFields: !secrets.address && names !== '' }
}

/**
 * Sends the consent form of a logged-in user as a page of another site could make the user's browser send it: without what
 * only the real page knows, without cookies that browsers keep back, and with the foreign origin (RFC 6749 section 10.12).
 * @param nextVisit starts an authorization request each time it is called; null: it was not accepted
 */
export async function forgeConsent(
  nextVisit: () => Promise<Visit | null>,
  visitWith: VisitWith,
): Promise<ForgeOutcome> {
  const notPushed: ForgeOutcome = { kind: 'unknown', detail: 'the honest push was not accepted', exchanges: [] }
  const firstVisit = await nextVisit()
  if (!firstVisit) return notPushed
  const { form: first, outcome } = await look(firstVisit, visitWith)
  if (!first) {
    if (outcome.kind === 'callback') return { kind: 'nothing-asked' }
    return { kind: 'unknown', detail: 'the consent form was not reached', exchanges: idsOf([outcome]) }
  }
  if (!canForge(first)) return { kind: 'not-forgeable', detail: `the form is sent as ${first.contentType}` }
  let result: ForgeOutcome = notPushed
  for (const damage of damages) {
    const visit = await nextVisit()
    if (!visit) return notPushed
    const forged = await forgeOnce(first, [firstVisit, visit], visitWith, damage)
    result = forged.result
    if (result.kind !== 'refused' || !forged.hasSecretFields) return result
  }
  return result
}
