import type { Answer } from '../checks/types.ts'
import type { HelloVersion } from '../wire/types.ts'
import { controlFails, forEachHost, hello, helloOf, unreachable } from './handshakes.ts'
import type { ServerHost } from './serverHosts.ts'
import type { Probe, ProbeContext } from './types.ts'

async function refuses(context: ProbeContext, host: ServerHost, versions: readonly HelloVersion[]): Promise<Answer> {
  const expected = `${versions.join(' and ')} refused`
  const failed = await controlFails(context, host)
  if (failed) return failed
  const seen: string[] = []
  // One version after the other: a hello that offers two shows only the better one.
  for (const version of versions) {
    const result = await hello(context, host, helloOf(version))
    if (result.outcome === 'unreachable') return unreachable(host, result)
    if (result.outcome === 'accepted')
      return { kind: 'no', expected, observed: `${host.name}: ${result.detail}`, attributed: host.owner }
    seen.push(`${version}: ${result.detail}`)
  }
  return { kind: 'yes', expected, observed: `${host.name}: ${seen.join('; ')}` }
}

/** Versions that RFC 8996 and RFC 9325 section 3.1.1 retire are not negotiated, whatever suite is offered. */
export const refusesVersions = (...versions: readonly HelloVersion[]): Probe =>
  forEachHost((context, host) => refuses(context, host, versions))

/** TLS 1.2 is there, or only TLS 1.3, which FAPI 2.0 allows (5.2.1-2). */
export const supportsTls12: Probe = forEachHost(async (context, host) => {
  const expected = 'TLS 1.2, or nothing older than TLS 1.3'
  const old = await hello(context, host, helloOf('TLSv1.2'))
  if (old.outcome === 'unreachable') return unreachable(host, old)
  if (old.outcome === 'accepted' && old.protocol === 'TLSv1.2')
    return { kind: 'yes', expected, observed: `${host.name}: ${old.detail}` }
  const only = await hello(context, host, helloOf('TLSv1.3'))
  if (only.outcome === 'unreachable') return unreachable(host, only)
  if (only.outcome === 'accepted')
    return { kind: 'yes', expected, observed: `${host.name} speaks TLS 1.3 only, which FAPI 2.0 allows` }
  return {
    kind: 'no',
    expected,
    observed: `${host.name}: TLS 1.2: ${old.detail}; TLS 1.3: ${only.detail}`,
    attributed: host.owner,
  }
})

/** TLS 1.3 is there. */
export const supportsTls13: Probe = forEachHost(async (context, host) => {
  const expected = 'TLS 1.3 accepted'
  const result = await hello(context, host, helloOf('TLSv1.3'))
  if (result.outcome === 'unreachable') return unreachable(host, result)
  const kind = result.outcome === 'accepted' && result.protocol === 'TLSv1.3' ? 'yes' : 'no'
  return { kind, expected, observed: `${host.name}: ${result.detail}`, attributed: host.owner }
})

/** A server with both versions takes TLS 1.3, even from a client that names 1.2 first. */
export const prefersTls13: Probe = forEachHost(async (context, host) => {
  const expected = 'TLS 1.3 chosen where a client offers 1.2 and 1.3'
  const alone = await hello(context, host, helloOf('TLSv1.3'))
  if (alone.outcome === 'unreachable') return unreachable(host, alone)
  if (alone.protocol !== 'TLSv1.3') return { kind: 'not-applicable', reason: `${host.name} does not support TLS 1.3` }
  const both = await hello(context, host, helloOf('TLSv1.2', 'TLSv1.3'))
  if (both.outcome === 'unreachable') return unreachable(host, both)
  return {
    kind: both.protocol === 'TLSv1.3' ? 'yes' : 'no',
    expected,
    observed: `${host.name}: ${both.detail}`,
    attributed: host.owner,
  }
})
