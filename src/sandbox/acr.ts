import type { Dialect } from './dialects/types.ts'

/** Authentication context classes that users of a dialect can reach, the usual one first. */
export const acrOf = ({ acr }: Dialect): readonly string[] => acr ?? ['urn:assay:sandbox:password']

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null

/** The request for `acr` in the ID token (OpenID Connect Core section 5.5.1.1); the library has seen that it is JSON. */
function acrClaim(claims: string | undefined): Members {
  const asked: unknown = JSON.parse(claims ?? 'null')
  const idToken = isObject(asked) ? asked.id_token : null
  return isObject(idToken) && isObject(idToken.acr) ? idToken.acr : {}
}

/**
 * The class that a login reaches: one that was asked for if there is any, else the usual one.
 * @returns null if none of those that are essential can be reached: the login fails then
 */
export function acrFor(
  dialect: Dialect,
  params: Readonly<Record<string, string | undefined>>,
): string | null | undefined {
  const { value, values, essential } = acrClaim(params.claims)
  const named = [value, ...(Array.isArray(values) ? values : [])].filter((one) => typeof one === 'string')
  const wished = [...named, ...(params.acr_values ?? '').split(' ')]
  const reached = wished.find((one) => acrOf(dialect).includes(one))
  return reached ?? (essential === true && named.length > 0 ? null : acrOf(dialect)[0])
}
