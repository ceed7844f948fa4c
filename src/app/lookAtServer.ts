import { serverFacts } from '../evidence/serverFacts.ts'
import { discover } from '../flow/discovery.ts'
import type { Target } from '../profile/types.ts'
import type { ServerFacts } from '../verdict/types.ts'
import { createWire } from '../wire/createWire.ts'
import { toolFacts } from './packageRoot.ts'

/** What a server shows of itself to anybody: metadata, keys and certificate. Three requests; what does not answer is missing. */
export async function lookAtServer(target: Target): Promise<ServerFacts> {
  const { name, version } = toolFacts()
  const wire = createWire({ ca: target.ca, identities: {}, now: Date.now, userAgent: `${name}/${version}` })
  try {
    const openid = target.variants.some(({ variant }) => variant.openid)
    await discover(wire, target, openid, (step) => ({ caseId: 'discovery', step }))
    return serverFacts(wire.exchanges)
  } finally {
    await wire.close()
  }
}
