import { forEachHost, handshake, unreachable } from './handshakes.ts'
import { offeredUrls } from './serverHosts.ts'
import type { Probe, ProbeContext } from './types.ts'

/** Any client of the variant that has a certificate will do: the question is for TLS only. */
const certificateOwner = ({ variant }: ProbeContext): string | null =>
  Object.values(variant.clients).find(({ tls }) => tls !== null)?.id ?? null

/** Hosts named in mtls_endpoint_aliases finish a handshake in which the client has its certificate ready (RFC 8705 section 5). */
export const mtlsAliasesTakeCertificates: Probe = async (context) => {
  const identity = certificateOwner(context)
  if (identity === null) return [{ kind: 'not-applicable', reason: 'no client of this variant has a certificate' }]
  const aliases = new Set(
    offeredUrls(context)
      .filter(({ name }) => name.startsWith('mtls_endpoint_aliases.'))
      .map(({ url }) => new URL(url).host),
  )
  if (aliases.size === 0) return [{ kind: 'not-applicable', reason: 'the metadata has no mtls_endpoint_aliases' }]
  const answers = await forEachHost(async (_, host) => {
    const expected = 'a handshake that finishes with the certificate of the client'
    if (!host.urls.some(({ name }) => name.startsWith('mtls_endpoint_aliases.')))
      return { kind: 'not-applicable', reason: `${host.name} is no alias` }
    const result = await handshake(context, host, { identity })
    if (result.outcome === 'unreachable') return unreachable(host, result)
    return {
      kind: result.outcome === 'accepted' ? 'yes' : 'no',
      expected,
      observed: `${host.name}: ${result.detail}`,
      attributed: host.owner,
    }
  })(context)
  return answers.filter(({ kind }) => kind !== 'not-applicable')
}
