import type { Answer } from '../checks/types.ts'
import { suitesNamed } from '../wire/cipherSuites.ts'
import { groupsBelow } from '../wire/namedGroups.ts'
import type { HelloAnswer } from '../wire/types.ts'
import { controlFails, forEachHost, hello, helloOf, unreachable } from './handshakes.ts'
import type { ServerHost } from './serverHosts.ts'
import type { Probe, ProbeContext } from './types.ts'

interface Parameter {
  readonly expected: string
  readonly holds: (answer: HelloAnswer) => boolean
  readonly yes: string
  readonly no: string
  /** Offer DEFLATE beside no compression. */
  readonly compression?: true
}

/** A question to the server's TLS 1.2 hello; a host with TLS 1.3 alone has left the matter behind. */
const ofTls12Hello = ({ expected, holds, yes, no, compression }: Parameter): Probe =>
  forEachHost(async (context, host) => {
    const failed = await controlFails(context, host)
    if (failed) return failed
    const result = await hello(context, host, { ...helloOf('TLSv1.2'), ...(compression ? { compression } : {}) })
    if (result.outcome === 'unreachable') return unreachable(host, result)
    const answer = result.hello
    if (answer?.version !== 'TLSv1.2') return { kind: 'not-applicable', reason: `${host.name} does not speak TLS 1.2` }
    const good = holds(answer)
    return { kind: good ? 'yes' : 'no', expected, observed: `${host.name} ${good ? yes : no}`, attributed: host.owner }
  })

/** RFC 9325 section 3.3: compression invites CRIME. */
export const refusesCompression: Probe = ofTls12Hello({
  expected: 'no TLS compression, although DEFLATE is offered',
  holds: ({ compression }) => !compression,
  yes: 'chooses no compression',
  no: 'compresses with DEFLATE',
  compression: true,
})

/** RFC 9325 section 3.5, RFC 5746. */
export const supportsSecureRenegotiation: Probe = ofTls12Hello({
  expected: 'the extension renegotiation_info answered',
  holds: ({ renegotiationInfo }) => renegotiationInfo,
  yes: 'answers it',
  no: 'ignores it',
})

/** RFC 9325 section 3.5, RFC 7627. */
export const supportsExtendedMasterSecret: Probe = ofTls12Hello({
  expected: 'the extension extended_master_secret answered',
  holds: ({ extendedMasterSecret }) => extendedMasterSecret,
  yes: 'answers it',
  no: 'ignores it',
})

const minCurveBits = 224
const minPrimeBits = 2048
const ecdheSuites = suitesNamed(/^TLS_ECDHE_/)
const dheSuites = suitesNamed(/^TLS_DHE_/)

async function smallCurves(context: ProbeContext, host: ServerHost): Promise<Answer> {
  const expected = `curves under ${minCurveBits} bits refused`
  const failed = await controlFails(context, host)
  if (failed) return failed
  const small = groupsBelow(minCurveBits)
  // Alone, and in front of P-256 to P-521: a server with an ECDSA certificate wants to see the curve of its own key.
  for (const groups of [small, [...small, 23, 24, 25]]) {
    const result = await hello(context, host, { versions: ['TLSv1.2'], suites: ecdheSuites, groups })
    if (result.outcome === 'unreachable') return unreachable(host, result)
    const key = result.hello?.keyExchange
    if (key?.kind === 'ECDHE' && key.bits < minCurveBits)
      return {
        kind: 'no',
        expected,
        observed: `${host.name} takes ${key.name} (${key.bits} bits)`,
        attributed: host.owner,
      }
  }
  return { kind: 'yes', expected, observed: `${host.name} takes none of ${small.length} small curves` }
}

/** RFC 9325 section 4.5. */
export const refusesSmallCurves: Probe = forEachHost(smallCurves)

/** RFC 9325 section 4.5: where finite-field Diffie-Hellman is used at all, the prime is large. */
export const refusesSmallPrimes: Probe = forEachHost(async (context, host) => {
  const expected = `Diffie-Hellman groups of ${minPrimeBits} bits or more, or none`
  const failed = await controlFails(context, host)
  if (failed) return failed
  const result = await hello(context, host, { versions: ['TLSv1.2'], suites: dheSuites })
  if (result.outcome === 'unreachable') return unreachable(host, result)
  if (result.outcome !== 'accepted')
    return { kind: 'yes', expected, observed: `${host.name} uses no finite-field Diffie-Hellman` }
  const key = result.hello?.keyExchange
  if (key?.kind !== 'DHE')
    return {
      kind: 'unknown',
      reason: `${host.name} chose ${result.cipher} and did not show its group`,
      attributed: host.owner,
    }
  return {
    kind: key.bits >= minPrimeBits ? 'yes' : 'no',
    expected,
    observed: `${host.name} uses a ${key.name}`,
    attributed: host.owner,
  }
})
