import type { StepOutcome } from '../checks/stepOutcome.ts'
import type { Client, TargetVariant } from '../profile/types.ts'
import type { Control, Stop } from '../run/controls.ts'
import type { StepName } from '../suite/types.ts'
import { clientText, credentialText } from './doctorClient.ts'
import type { DoctorCheck } from './types.ts'

interface Question {
  readonly id: string
  readonly title: string
  readonly step: StepName
}

const QUESTIONS: Readonly<Record<string, readonly Question[]>> = {
  authorization_code: [
    { id: 'client-registered', title: 'the server knows the client and its key', step: 'par' },
    { id: 'login', title: 'the login works', step: 'authorize' },
    { id: 'token', title: 'the code is exchanged for a token', step: 'token' },
    { id: 'resource', title: 'the resource accepts the token', step: 'resource' },
  ],
  client_credentials: [
    { id: 'client-registered', title: 'the server knows the client and its key', step: 'token' },
    { id: 'resource', title: 'the resource accepts the token', step: 'resource' },
  ],
}

type Remedy = (variant: TargetVariant, client: Client) => string

const register: Remedy = (variant, client) =>
  `register ${credentialText(client, variant.variant.client_auth)} for client "${client.id}" at the server, with ` +
  `"token_endpoint_auth_method": "${variant.variant.client_auth}"; a server with an old clock or another issuer name refuses, too`

/** What to do about a refusal, by the error code (RFC 6749 sections 4.1.2.1 and 5.2, RFC 6750 section 3.1, RFC 9449). */
const BY_CODE: Readonly<Record<string, Remedy>> = {
  invalid_client: register,
  unauthorized_client: ({ variant }, client) =>
    `allow client "${client.id}" the grant "${variant.grant}" at the server`,
  invalid_scope: ({ scope }) =>
    `allow the client the scope "${scope}" at the server, or change "scope" in the target file`,
  invalid_dpop_proof: () => 'compare the clocks, and ask the server which proof algorithms it takes',
  use_dpop_nonce: () => 'the server asks for a nonce again and again; look into its log',
  invalid_token: () =>
    '"resource.url" must be an API that takes tokens of this issuer; mutual TLS often needs another host',
  insufficient_scope: ({ scope }) => `"scope: ${scope}" does not open this API; add the scope it needs`,
  access_denied: () =>
    'let the test user agree: check the password, and "login.steps" where the pages are not plain forms',
  invalid_redirect_uri: (_variant, client) =>
    `register the redirect URI "${client.redirect_uri}" for client "${client.id}"`,
}

const BY_STEP: Readonly<Partial<Record<StepName, Remedy>>> = {
  par: (_variant, client) =>
    `check "id" and "redirect_uri" (${client.redirect_uri}) of the client against its registration; the server's log says more`,
  authorize: () =>
    'check "login" in the target file: user name, password, and "steps" where the pages are not plain forms',
  token: register,
  resource: () => 'check "resource" in the target file: URL, method, headers and body of a request that works',
}

function remedyOf(step: StepName, outcome: StepOutcome | undefined, variant: TargetVariant, client: Client): string {
  if (outcome?.form === 'tls' || outcome?.kind === 'unreachable')
    return 'check the connection; a TLS alert often means the client certificate is not trusted'
  const remedy = BY_CODE[outcome?.code ?? ''] ?? BY_STEP[step]
  return remedy?.(variant, client) ?? 'look into the log of the server'
}

const NOT_AGAIN = 'not tried again after it failed once, so that the account is not locked'

/** A consent that the profile has made before the flow (`consents:`), and that could not be made. */
function consentCheck(variant: TargetVariant, client: Client, { step, detail }: Stop): DoctorCheck {
  return {
    id: 'consent',
    title: 'the consent before the flow is made',
    about: clientText(variant, client),
    status: 'problem',
    observed: `${step}: ${detail}`,
    remedy:
      'compare "consents" of the profile and "api" of the target file with what the server expects; its log says more',
  }
}

/**
 * What the honest flow of a client says about its registration, the login, and the resource. Pure.
 * `triedLogin` is false when the flow was made without login on purpose.
 */
export function checkFlow(
  variant: TargetVariant,
  client: Client,
  control: Control,
  triedLogin: boolean,
): readonly DoctorCheck[] {
  const { stop, outcomes } = control
  const consent = stop?.step.startsWith('consent:') ? consentCheck(variant, client, stop) : null
  let stopped = consent !== null
  const checks = (QUESTIONS[variant.variant.grant] ?? []).map(({ id, title, step }): DoctorCheck => {
    const about = { id, title, about: clientText(variant, client) }
    if (stopped)
      return { ...about, status: 'unknown', observed: `not tried: the flow stopped at ${stop?.step}`, remedy: null }
    if (stop?.step !== step)
      return { ...about, status: 'ok', observed: outcomes.get(step)?.detail ?? 'accepted', remedy: null }
    stopped = true
    if (step === 'authorize' && !triedLogin) return { ...about, status: 'unknown', observed: NOT_AGAIN, remedy: null }
    const remedy = remedyOf(step, outcomes.get(step), variant, client)
    return { ...about, status: 'problem', observed: `${step}: ${stop.detail}`, remedy }
  })
  return consent === null ? checks : [consent, ...checks]
}
