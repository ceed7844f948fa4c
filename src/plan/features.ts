import { scopeWithoutResource } from '../mutations/scopeWithoutResource.ts'
import type { Endpoint, Profile, Target, TargetVariant } from '../profile/types.ts'

/** true: the target or server has it; a text: it has not, because ...; undefined: only the honest flow can tell. */
export type Features = Readonly<Record<string, true | string>>

const scopeCount = (variant: TargetVariant): number => variant.scope.split(' ').filter((name) => name !== '').length

/** Signing keys of client1 that have a name. */
const namedKeys = (variant: TargetVariant): number =>
  client1(variant)?.jwks.filter(({ use, kid }) => use !== 'enc' && typeof kid === 'string').length ?? 0

type Rule = (target: Target, variant: TargetVariant) => true | string

const some = (holds: boolean, reason: string): true | string => (holds ? true : reason)
const client1 = (variant: TargetVariant) => variant.clients.client1

function resourceScope({ scope, resource }: TargetVariant): true | string {
  if (resource.scope === null) return 'the target file does not say which scope the resource needs (resource: scope)'
  return some(
    scopeWithoutResource(scope, resource.scope) !== '',
    'the target file asks for no other scope than the resource needs',
  )
}

/** Features that the target file alone decides. */
const fromTarget: Readonly<Record<string, Rule>> = {
  client2: (_t, v) => some(v.clients.client2 !== undefined, 'the target file has no client2'),
  key_rsa: (_t, v) =>
    some(client1(v)?.jwks.some((key) => key.kty === 'RSA') ?? false, 'the registered key of client1 is not an RSA key'),
  second_key: (_t, v) => some(namedKeys(v) > 1, 'client1 has fewer than two signing keys with a kid'),
  client_jwks: (_t, v) => some((client1(v)?.jwks.length ?? 0) > 0, 'client1 has no signing key'),
  two_scopes: (_t, v) => some(scopeCount(v) > 1, 'the target file asks for one scope only'),
  expired_certificate: (_t, v) =>
    some(client1(v)?.expired_tls !== undefined, 'the target file has no expired_tls for client1'),
  resource_scope: (_t, v) => resourceScope(v),
  drills: (t) => some(Boolean(t.drills), 'the target file allows no drills'),
  directory: (t) => some(Boolean(t.directory), 'the target file names no directory'),
  login: (t) => some(t.login !== null, 'the target file has no login'),
  default_port: (_t, v) => some(new URL(v.resource.url).port === '', 'the server does not use the default port 443'),
}

const listed = (metadata: Readonly<Record<string, unknown>>, name: string): true | string =>
  some(typeof metadata[name] === 'string', `the metadata has no ${name}`)

/** Features that the metadata decides. */
const fromMetadata: Readonly<Record<string, (metadata: Readonly<Record<string, unknown>>) => true | string>> = {
  claims_parameter: (m) =>
    some(m.claims_parameter_supported === true, 'claims_parameter_supported is not true in the metadata'),
  registration: (m) => listed(m, 'registration_endpoint'),
  mtls_aliases: (m) =>
    some(
      typeof m.mtls_endpoint_aliases === 'object' && m.mtls_endpoint_aliases !== null,
      'the metadata has no mtls_endpoint_aliases',
    ),
}

type Rules = Pick<Profile, 'api' | 'useCases' | 'consents' | 'authorization'>

const asksForDetails = ({ authorization, consents }: Rules): boolean =>
  [authorization, ...consents.map(({ authorize }) => authorize)].some((one) => one.authorizationDetails.length > 0)

/** Features that each endpoint has or has not: a case that needs one is made only for those that have it. */
export const endpointFeatures: Readonly<Record<string, (endpoint: Endpoint) => boolean>> = {
  signed_body: ({ sign }) => sign,
  idempotency_key: ({ idempotency }) => idempotency !== null,
  signed_answer: ({ signedAnswer }) => signedAnswer,
}

/** The profile has such a feature if one of its endpoints has it. */
const ofSomeEndpoint = Object.entries(endpointFeatures).map(([name, has]) => [
  name,
  ({ api }: Rules) =>
    some(api?.endpoints.some(has) ?? false, `the profile has no endpoint with ${name.replaceAll('_', ' ')}`),
])

/** Features that the profile decides. */
const fromProfile: Readonly<Record<string, (profile: Rules) => true | string>> = {
  api: ({ api }) => some((api?.endpoints.length ?? 0) > 0, 'the profile describes no endpoints'),
  ...Object.fromEntries(ofSomeEndpoint),
  use_cases: ({ useCases }) => some(useCases.length > 0, 'the profile has no use cases'),
  consents: ({ consents }) => some(consents.length > 0, 'the profile has no consents'),
  authorization_details: (profile) => some(asksForDetails(profile), 'the profile asks for no authorization_details'),
}

/** Features that the honest flow of client1 shows; each gets a reason from the run when it is missing. */
export const fromFlow: readonly string[] = [
  'refresh_token',
  'introspection',
  'introspection_jwt',
  'revocation',
  'userinfo',
  'dpop_nonce_as',
  'dpop_nonce_rs',
  'jwt_access_token',
  'par_without_constraint',
]

/** Every name that `needs: features:` may use. */
export const featureNames: ReadonlySet<string> = new Set([
  ...Object.keys(fromTarget),
  ...Object.keys(fromMetadata),
  ...Object.keys(fromProfile),
  ...fromFlow,
])

export function targetFeatures(target: Target, variant: TargetVariant): Features {
  return Object.fromEntries(Object.entries(fromTarget).map(([name, rule]) => [name, rule(target, variant)]))
}

/** null: a run without a profile, as one whose profile has nothing of it. */
export function profileFeatures(profile: Rules | null): Features {
  const none = 'the run has no profile'
  return Object.fromEntries(Object.entries(fromProfile).map(([name, rule]) => [name, profile ? rule(profile) : none]))
}

export function metadataFeatures(metadata: Readonly<Record<string, unknown>>): Features {
  return Object.fromEntries(Object.entries(fromMetadata).map(([name, rule]) => [name, rule(metadata)]))
}
