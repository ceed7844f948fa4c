import type { Credentials, SandboxClient } from './credentials.ts'
import type { Dialect } from './dialects/types.ts'
import { createSigningKey, type SigningKey } from './signingKeys.ts'

/** Keys made for a dialect, by the credentials that they belong to: RSA keys take long, and many sandboxes may follow. */
const made = new WeakMap<Credentials, Map<string, Promise<Credentials>>>()

/**
 * Credentials whose clients sign with the algorithms of the dialect only; those of other dialects are as they were.
 * @param ids of the clients that the sandbox hands out; the others keep their keys
 */
export function fitCredentials(
  credentials: Credentials,
  { algs }: Dialect,
  ids: ReadonlySet<string>,
): Promise<Credentials> {
  const [alg] = algs ?? []
  if (alg === undefined) return Promise.resolve(credentials)
  const known = made.get(credentials) ?? new Map<string, Promise<Credentials>>()
  made.set(credentials, known)
  const name = [alg, ...ids].join(' ')
  const fitted = known.get(name) ?? refit(credentials, async () => createSigningKey(alg), ids)
  known.set(name, fitted)
  return fitted
}

async function refit(
  credentials: Credentials,
  make: () => Promise<SigningKey>,
  ids: ReadonlySet<string>,
): Promise<Credentials> {
  const fit = async (client: SandboxClient): Promise<SandboxClient> => {
    if (!ids.has(client.id)) return client
    const renew = (key: SigningKey | null) => (key === null ? null : make())
    const [signingKey, spareKey] = await Promise.all([renew(client.signingKey), renew(client.spareKey)])
    return { ...client, alg: signingKey?.alg ?? client.alg, signingKey, spareKey }
  }
  return { ...credentials, clients: await Promise.all(credentials.clients.map(fit)) }
}
