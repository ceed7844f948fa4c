import type { Answer } from '../checks/types.ts'
import { suitesNamed } from '../wire/cipherSuites.ts'
import { controlFails, forEachHost, hello, helloOf, unreachable } from './handshakes.ts'
import type { OfferedUrl, ServerHost } from './serverHosts.ts'
import type { Probe, ProbeContext } from './types.ts'

/** The four suites that RFC 9325 section 4.2 recommends for TLS 1.2. */
const recommended = suitesNamed(/^TLS_ECDHE_(RSA|ECDSA)_WITH_AES_(128_GCM_SHA256|256_GCM_SHA384)$/)

/**
 * TLS 1.2 suites outside that list, in groups that share a reason and a remedy. ECDHE with ChaCha20-Poly1305 is in no
 * group: the FAPI working group takes what the IANA registry recommends for recommended (its issue 847).
 */
export const suiteGroups = {
  null: { suites: suitesNamed(/^TLS_(?!.*anon).*_NULL_/), says: 'without encryption' },
  anonymous: { suites: suitesNamed(/_anon_(?!EXPORT)/), says: 'without a server certificate' },
  rc4: { suites: suitesNamed(/^TLS_(?!.*(anon|EXPORT)).*_RC4_128_/), says: 'with RC4' },
  export: { suites: suitesNamed(/_EXPORT_|^TLS_(?!.*anon).*_WITH_DES_CBC_/), says: 'with export keys or DES' },
  '3des': { suites: suitesNamed(/^TLS_(?!.*anon).*_3DES_/), says: 'with 3DES' },
  'static-rsa': { suites: suitesNamed(/^TLS_RSA_WITH_(AES|CAMELLIA|ARIA|SEED|IDEA)/), says: 'with RSA key transport' },
  'static-dh': {
    suites: suitesNamed(/^TLS_(DH|ECDH)_(RSA|DSS|ECDSA)_WITH_(AES|CAMELLIA|ARIA|SEED)/),
    says: 'with static Diffie-Hellman',
  },
  dhe: {
    suites: suitesNamed(/^TLS_DHE_(RSA|DSS)_WITH_(AES|CAMELLIA|ARIA|SEED|CHACHA20)/),
    says: 'with finite-field Diffie-Hellman',
  },
  cbc: { suites: suitesNamed(/^TLS_ECDHE_(RSA|ECDSA)_WITH_(AES|CAMELLIA).*_CBC_/), says: 'in CBC mode' },
  'other-aead': {
    suites: suitesNamed(/^TLS_ECDHE_(RSA|ECDSA)_WITH_((ARIA|CAMELLIA).*_GCM|AES.*_CCM)/),
    says: 'with AEAD modes that are not recommended',
  },
} as const satisfies Readonly<Record<string, { readonly suites: readonly number[]; readonly says: string }>>

export type SuiteGroup = keyof typeof suiteGroups

/** Enough to see the pattern; a host that takes more is told so by the next run. */
const maxListed = 8

/** The suites of the group that the host takes, found by leaving out the one it took last. */
async function accepted(
  context: ProbeContext,
  host: ServerHost,
  suites: readonly number[],
  excused: (encryptThenMac: boolean) => boolean,
): Promise<readonly string[] | Answer> {
  const taken: string[] = []
  let left = suites
  while (left.length > 0 && taken.length < maxListed) {
    const result = await hello(context, host, { versions: ['TLSv1.2'], suites: left })
    if (result.outcome === 'unreachable') return unreachable(host, result)
    const { hello: answer } = result
    if (result.outcome !== 'accepted' || answer === undefined || !left.includes(answer.suite)) break
    if (!excused(answer.encryptThenMac))
      taken.push(`${answer.suiteName}${result.protocol === 'TLSv1.2' ? '' : ` in ${result.protocol}`}`)
    left = left.filter((id) => id !== answer.suite)
  }
  return taken
}

interface SuiteQuestion {
  readonly group: SuiteGroup
  readonly caller: OfferedUrl['caller']
  /** RFC 9325 section 4.2.1 lets CBC pass with encrypt-then-MAC where suites need only be allowed, not recommended. */
  readonly macExcuses?: boolean
}

/** TLS 1.2 suites of a group are refused at every host that this caller uses. One group at a time: all at once would show only one. */
export function refusesSuites({ group, caller, macExcuses = false }: SuiteQuestion): Probe {
  const { suites, says } = suiteGroups[group]
  const expected = `TLS 1.2 suites ${says} refused`
  return forEachHost(async (context, host) => {
    const failed = await controlFails(context, host)
    if (failed) return failed
    const taken = await accepted(context, host, suites, (encryptThenMac) => macExcuses && encryptThenMac)
    if ('kind' in taken) return taken
    if (taken.length === 0)
      return { kind: 'yes', expected, observed: `${host.name} refuses all ${suites.length} of them` }
    return { kind: 'no', expected, observed: `${host.name} takes ${taken.join(', ')}`, attributed: host.owner }
  }, caller)
}

/** A host with TLS 1.2 takes one of the four recommended suites. */
export const supportsRecommendedSuites: Probe = forEachHost(async (context, host) => {
  const expected = 'a suite that RFC 9325 section 4.2 recommends'
  const first = await hello(context, host, helloOf('TLSv1.2'))
  if (first.outcome === 'unreachable') return unreachable(host, first)
  if (first.protocol !== 'TLSv1.2') return { kind: 'not-applicable', reason: `${host.name} does not speak TLS 1.2` }
  const result = await hello(context, host, { versions: ['TLSv1.2'], suites: recommended })
  if (result.outcome === 'unreachable') return unreachable(host, result)
  const kind = result.outcome === 'accepted' && result.protocol === 'TLSv1.2' ? 'yes' : 'no'
  return { kind, expected, observed: `${host.name}: ${result.detail}`, attributed: host.owner }
})
