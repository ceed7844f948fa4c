import { judgeExchange } from '../checks/refusal.ts'
import type { Attribution } from '../checks/types.ts'
import { discover } from '../flow/discovery.ts'
import { newEcosystem } from '../flow/ecosystem.ts'
import { type Actor, type FlowEnvironment, makeActor, makeProofKeys, type ServerFacts } from '../flow/session.ts'
import type { Profile, Target, TargetVariant } from '../profile/types.ts'
import type { Exchange, TlsIdentity, Wire } from '../wire/types.ts'

/** Name under which a client's certificate is registered with the wire. */
export const identityName = (variant: TargetVariant, client: string): string =>
  `${variant.clients[client]?.id ?? client}`

/** Certificates of all clients of a target, by identity name. */
export function identitiesOf(target: Target): Record<string, TlsIdentity> {
  const found: Record<string, TlsIdentity> = {}
  for (const variant of target.variants) {
    for (const [name, client] of Object.entries(variant.clients)) {
      if (client.tls) found[identityName(variant, name)] = client.tls
    }
  }
  return found
}

function actorsOf(variant: TargetVariant): Record<string, Actor> {
  const entries = Object.entries(variant.clients).map(([name, client]) => {
    return [name, makeActor(client, client.tls ? identityName(variant, name) : null)] as const
  })
  return Object.fromEntries(entries)
}

export interface Clock {
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

/** Whose fault it is that there is no metadata: the server's, unless all that is known is that nothing came. */
function blameFor(exchanges: readonly Exchange[]): Attribution {
  const blames = exchanges.map((exchange): Attribution => {
    const { kind, later, attributed } = judgeExchange('discovery', exchange)
    // Without a certificate to refuse, a connection that is cut says no more than one that is not made.
    if (later || exchange.error?.code === 'CONNECTION_RESET') return 'network'
    return kind === 'unreachable' ? (attributed ?? 'network') : 'as'
  })
  return blames.includes('as') ? 'as' : (blames[0] ?? 'as')
}

/** Metadata and keys of the target, or why there are none; one discovery serves all variants. */
export async function discoverTarget(
  wire: Wire,
  target: Target,
): Promise<{ server: ServerFacts; problem: string | null }> {
  const openid = target.variants.some(({ variant }) => variant.openid)
  const found = await discover(wire, target, openid, (step) => ({ caseId: 'discovery', step }))
  if ('metadata' in found) return { server: found, problem: null }
  const unread = { detail: found.message, attributed: blameFor(found.exchanges) }
  return {
    server: { metadata: {}, unread, jwks: null, exchanges: { discovery: found.exchanges } },
    problem: found.message,
  }
}

/** What the flows of one variant share. */
export function environmentOf(
  wire: Wire,
  target: Target,
  variant: TargetVariant,
  server: ServerFacts,
  more: Pick<FlowEnvironment, 'login' | 'now' | 'maxWaitMs'>,
  profile: Profile | null = null,
): FlowEnvironment {
  return {
    wire,
    target,
    variant,
    server,
    accommodate: {},
    actors: actorsOf(variant),
    proofKeys: makeProofKeys(server.metadata),
    nonces: new Map(),
    ...(profile === null ? {} : { ecosystem: newEcosystem(profile, target) }),
    ...more,
  }
}
