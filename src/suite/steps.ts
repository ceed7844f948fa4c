import type { PartName, PlaceName, StepName } from './types.ts'

/** Steps of the honest flow in the order they are made. */
export const stepNames = [
  'discovery',
  'jwks',
  'par',
  'authorize',
  'token',
  'resource',
  'userinfo',
  'refresh',
  'introspect',
  'introspect_jwt',
  'revoke',
] as const satisfies readonly StepName[]

export const placeNames = ['claims', 'header'] as const satisfies readonly PlaceName[]

/** Parts that are JWTs, with the places `claims` and `header`. */
export const jwtParts: readonly PartName[] = ['client_assertion', 'dpop', 'request_object', 'payload']

const authenticated: readonly PartName[] = ['form', 'query', 'headers', 'client_assertion', 'tls']

/** Parts that the request of a step can have in some variant; a change at any other could never be delivered. */
export const partsOfStep: Readonly<Record<StepName, readonly PartName[]>> = {
  discovery: ['query', 'headers'],
  jwks: ['query', 'headers'],
  par: [...authenticated, 'params', 'dpop', 'request_object'],
  authorize: ['form', 'query', 'headers', 'request_object'],
  token: [...authenticated, 'dpop'],
  resource: ['form', 'query', 'headers', 'dpop', 'payload', 'tls'],
  userinfo: ['form', 'query', 'headers', 'dpop', 'tls'],
  refresh: [...authenticated, 'dpop'],
  introspect: authenticated,
  introspect_jwt: authenticated,
  revoke: authenticated,
}

/**
 * True if the first step is made before the second in every flow. The steps after `token` are independent of each
 * other: a token may be revoked and then tried at the resource, or the other way round.
 */
export function isEarlier(first: StepName, second: StepName): boolean {
  const rank = (step: StepName) => Math.min(stepNames.indexOf(step), stepNames.indexOf('resource'))
  return rank(first) < rank(second)
}
