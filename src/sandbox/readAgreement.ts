import type { Agreement } from './agreements.ts'
import { readDetails } from './authorizationDetails.ts'
import type { SandboxClient } from './credentials.ts'
import type { DefectId } from './defects.ts'
import type { ConsentCarrier, Members } from './dialects/types.ts'
import { type Form, formValue } from './form.ts'
import { invalidRequest, Refusal } from './refusal.ts'
import type { Site } from './site.ts'

/**
 * Reads what a pushed request is about: its consent, its `authorization_details` and its purpose, as far as the dialect
 * knows of them.
 * @throws Refusal if the dialect has rules that the request breaks
 */
export function readAgreement(site: Site, client: SandboxClient, params: Form): Agreement {
  const { consent } = site.dialect
  const details = readDetails(site, formValue(params, 'authorization_details'))
  const purpose = readPurpose(site, formValue(params, 'purpose'))
  const consentId = consent === undefined ? null : consentNamed(consent.carrier, params, details)
  if (consent !== undefined) checkConsent(site, client, consentId, needsConsent(site, params))
  return { consentId, details: granted(site, details), purpose }
}

/** OpenID Connect for Identity Assurance: the length of a purpose is limited. */
function readPurpose({ dialect: { purpose }, strict }: Site, text: string | undefined): string | null {
  if (purpose === undefined || text === undefined) return null
  const length = [...text].length
  const least = strict('purpose-short') ? purpose.least : 1
  const most = !strict('purpose-strict') ? 200 : strict('purpose-long') ? purpose.most : length
  if (length >= least && length <= most) return text
  throw invalidRequest(`"purpose": expected ${least} to ${most} characters, seen ${length}`)
}

const needsConsent = ({ dialect }: Site, params: Form): boolean =>
  (formValue(params, 'scope') ?? '').split(' ').some((scope) => scope in dialect.scopes)

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null

function consentNamed(carrier: ConsentCarrier, params: Form, details: readonly Members[] | null): string | null {
  if (carrier.in === 'scope') {
    const { prefix } = carrier
    const scopes = (formValue(params, 'scope') ?? '').split(' ')
    return scopes.find((scope) => scope.startsWith(prefix))?.slice(prefix.length) ?? null
  }
  const value =
    carrier.in === 'claims'
      ? claimValue(formValue(params, 'claims'), carrier.claim)
      : details?.find((detail) => carrier.member in detail)?.[carrier.member]
  return typeof value === 'string' ? value : null
}

/** `value` of a claim that is asked for in the ID token (OpenID Connect Core section 5.5.1). */
function claimValue(claims: string | undefined, name: string): unknown {
  try {
    const asked: unknown = JSON.parse(claims ?? 'null')
    const idToken = isObject(asked) ? asked.id_token : null
    const claim = isObject(idToken) ? idToken[name] : null
    return isObject(claim) ? claim.value : null
  } catch {
    throw invalidRequest('"claims": expected a JSON object')
  }
}

/** The details that a user is asked to agree to: those of the request, or more where a defect is on. */
function granted({ strict }: Site, details: readonly Members[] | null): readonly Members[] | null {
  if (details === null) return null
  const [first] = details
  return strict('details-more') || first === undefined
    ? details
    : [...details, { ...first, consent_id: 'urn:acme:all' }]
}

function checkConsent(site: Site, client: SandboxClient, id: string | null, isNeeded: boolean): void {
  const kept = (...rules: readonly DefectId[]): boolean => rules.every((rule) => site.strict(rule))
  const carrier = site.dialect.consent?.carrier.in
  const code = carrier === 'authorization_details' ? 'invalid_authorization_details' : 'invalid_request'
  const refuse = (description: string) => new Refusal(400, code, description)
  if (id === null) {
    if (isNeeded && kept('consent-none')) throw refuse('these scopes need a consent, and the request names none')
    return
  }
  const consent = site.world.consent(id)
  if (consent === null) {
    if (kept('consent-unknown', 'intent-unknown')) throw refuse('the consent is unknown')
    return
  }
  if (consent.clientId !== client.id && kept('consent-client', 'intent-client'))
    throw refuse('the consent was made by another client')
  if (consent.status !== 'awaiting' && site.dialect.consent?.singleUse && kept('consent-again'))
    throw refuse('the consent was used before')
}
