import { hash } from 'node:crypto'
import type { ServerFacts } from '../verdict/types.ts'
import type { Exchange } from '../wire/types.ts'

/** Steps whose hosts belong to the server under test; a login may lead to anybody's pages. */
const OWN_STEPS = new Set(['discovery', 'jwks', 'par', 'token', 'resource', 'userinfo', 'introspect', 'revoke'])
/** Case id under which a run reads metadata and keys before its first case: nothing is changed there. */
const DISCOVERY = 'discovery'

const digestOf = (text: string): string => `sha256:${hash('sha256', text, 'hex')}`

function hostOf(url: string): string | null {
  try {
    return new URL(url).host
  } catch {
    return null
  }
}

/** Values without repeats, in order of first sight. */
function distinct<T>(items: readonly T[]): readonly T[] {
  const seen = new Set<string>()
  return items.filter((item) => {
    const key = JSON.stringify(item)
    return seen.size < seen.add(key).size
  })
}

function documents(exchanges: readonly Exchange[], step: string): ServerFacts['metadata'] {
  return distinct(
    exchanges.flatMap(({ label, request, response }) =>
      label.caseId === DISCOVERY && label.step === step && response?.status === 200 && !response.bodyTruncated
        ? [{ url: request.url, digest: digestOf(response.body) }]
        : [],
    ),
  )
}

/**
 * What tells one server from another, as it was seen in a run: digests of discovery document, key set and leaf certificates.
 * A server that changed them in the middle of the run has more than one.
 *
 * @param exchanges as they were on the wire, not redacted
 */
export function serverFacts(exchanges: readonly Exchange[]): ServerFacts {
  const certificates = exchanges.flatMap(({ label, request, tls }) => {
    const host = hostOf(request.url)
    const fingerprint = tls?.peerCertificate?.fingerprint256
    return OWN_STEPS.has(label.step) && host !== null && fingerprint ? [{ host, digest: `sha256:${fingerprint}` }] : []
  })
  return {
    metadata: documents(exchanges, 'discovery'),
    jwks: documents(exchanges, 'jwks'),
    tls: distinct(certificates),
  }
}
