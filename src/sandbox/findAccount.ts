import type { Agreement } from './agreements.ts'
import type { Credentials } from './credentials.ts'
import type { Dialect } from './dialects/types.ts'

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
      ...(consent?.carrier.in === 'claims' ? { [consent.carrier.claim]: agreement.consentId ?? undefined } : {}),
    }),
  }
}
