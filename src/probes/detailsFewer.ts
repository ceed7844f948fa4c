import { unaskedDetails } from '../checks/authorizationDetails.ts'
import { show } from '../checks/showValue.ts'
import { isObject, type JsonObject } from '../json/object.ts'
import type { Profile } from '../profile/types.ts'
import type { Probe } from './types.ts'

/** The details that the profile asks for in a flow with these scopes, as templates. */
const wantedDetails = ({ authorization, consents }: Profile, scopes: readonly string[]): readonly JsonObject[] => {
  const made = consents.filter((one) => one.scopes.length === 0 || one.scopes.some((scope) => scopes.includes(scope)))
  return [authorization, ...made.map(({ authorize }) => authorize)]
    .flatMap(({ authorizationDetails }) => authorizationDetails)
    .filter(isObject)
}

/** The details with one element less in the first list that has several; null: none has. */
function fewer(details: readonly JsonObject[]): readonly JsonObject[] | null {
  for (const [at, detail] of details.entries())
    for (const [name, value] of Object.entries(detail))
      if (Array.isArray(value) && value.length > 1) return details.with(at, { ...detail, [name]: value.slice(0, -1) })
  return null
}

/** RFC 9396 section 7: who asks for less than the consent or the client could have is granted no more than that. */
export const detailsFewer: Probe = async ({ api, profile }) => {
  const scopes = profile?.useCases[0]?.scopes ?? profile?.api?.endpoints[0]?.scopes ?? []
  const details = profile ? fewer(wantedDetails(profile, scopes)) : null
  if (!api || details === null)
    return [{ kind: 'not-applicable', reason: 'no authorization detail of the profile has a list of several elements' }]
  const token = await api.tokenFor(scopes, { details })
  if (token.kind === 'unknown') return [token]
  if (token.kind === 'refused')
    return [{ kind: 'not-applicable', reason: `the server takes no fewer: refused at ${token.step}: ${token.detail}` }]
  const asked = token.askedDetails ?? []
  const unasked = unaskedDetails(token.grantedDetails, asked)
  if (unasked === null)
    return [
      { kind: 'unknown', reason: 'the token response does not tell the details that were granted', attributed: 'as' },
    ]
  const said = { expected: `no more than ${show(asked, 200)}`, exchanges: [token.response.id] }
  return unasked.length === 0
    ? [{ kind: 'yes', observed: show(token.grantedDetails, 200), ...said }]
    : [{ kind: 'no', observed: `${show(unasked[0], 200)} was not asked for`, attributed: 'as', ...said }]
}
