import type { Agreement } from './agreements.ts'
import type { Credentials } from './credentials.ts'
import type { Dialect } from './dialects/types.ts'
import type { Strict } from './strict.ts'

interface Account {
  readonly accountId: string
  readonly claims: () => Promise<Record<string, unknown>>
}

/**
 * The account behind a `sub` with the claims that OpenID Connect scopes and the claims parameter can ask for.
 * @param agreement of the authorization that the claims are for
 */
export function findAccount(
  { users }: Credentials,
  { claims, consent }: Dialect,
  sub: string,
  agreement: Agreement,
  strict: Strict,
): Account | undefined {
  const user = users.find((candidate) => candidate.sub === sub)
  if (user === undefined) return undefined
  return {
    accountId: sub,
    claims: async () => ({
      sub,
      name: `Sandbox ${user.username}`,
      preferred_username: user.username,
      email: `${user.username}@sandbox.example`,
      email_verified: true,
      ...claims,
      ...(consent?.carrier.in === 'claims' && strict('intent-untold')
        ? { [consent.carrier.claim]: intentOf(agreement, strict) }
        : {}),
    }),
  }
}

/** The intent that the ID token names; undefined without one: then the claim is left out. */
function intentOf({ consentId }: Agreement, strict: Strict): string | undefined {
  if (consentId === null) return undefined
  return strict('intent-other') ? consentId : 'urn:acme:00000000-0000-4000-8000-000000000000'
}
