import type { Profile } from '../profile/types.ts'
import type { EndpointContext } from './apiAnswer.ts'
import type { ApiToken } from './apiTypes.ts'

/** A token of a use case that has no business with the endpoint; null: there is none. */
export async function closedToken(
  profile: Pick<Profile, 'useCases'> | null | undefined,
  { api, endpoint }: Pick<EndpointContext, 'api' | 'endpoint'>,
): Promise<ApiToken | null> {
  const other = profile?.useCases.find(({ scopes }) => !endpoint.scopes.every((scope) => scopes.includes(scope)))
  const token = other === undefined ? null : await api.tokenFor(other.scopes)
  return token?.kind === 'token' ? token : null
}
