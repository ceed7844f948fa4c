import type { Credentials } from './credentials.ts'

/** The account behind a `sub` with the claims that OpenID Connect scopes and the claims parameter can ask for. */
export function findAccount(
  credentials: Credentials,
  sub: string,
): { accountId: string; claims: () => Promise<Record<string, unknown>> } | undefined {
  const user = credentials.users.find((candidate) => candidate.sub === sub)
  if (user === undefined) return undefined
  return {
    accountId: sub,
    claims: async () => ({
      sub,
      name: `Sandbox ${user.username}`,
      preferred_username: user.username,
      email: `${user.username}@sandbox.example`,
      email_verified: true,
    }),
  }
}
