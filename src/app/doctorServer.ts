import type { DiscoveryFailure } from '../flow/discovery.ts'
import type { ServerFacts } from '../flow/session.ts'
import type { CertificateFacts, Exchange, WireErrorCode } from '../wire/types.ts'
import type { DoctorCheck } from './types.ts'

const DAY_MS = 86_400_000

/** Clocks further apart than this make a server refuse assertions and proofs as not yet valid (FAPI2-SP-5.3.2.1-13). */
const MOST_SKEW_MS = 10_000
const SOME_SKEW_MS = 3_000
const CERTIFICATE_WARNING_DAYS = 14

/** What to do about a connection that failed. */
const REMEDIES: Readonly<Record<WireErrorCode, string>> = {
  DNS: 'check the host name in "issuer", and whether this machine can resolve it',
  CONNECTION_REFUSED: 'start the server, or check the port in "issuer"',
  CONNECTION_RESET: 'look into the log of the server or of a proxy before it: it closed the connection',
  CONNECT_TIMEOUT: 'check whether a firewall lies between this machine and the server',
  TIMEOUT: 'the server is too slow or hangs; look into its log',
  TLS_UNTRUSTED:
    'add the PEM file of the CA that signed the server certificate to "trust: { ca: ... }" of the target file',
  TLS_WRONG_NAME:
    'use the host name that stands in the server certificate, or give the server a certificate for this name',
  TLS_EXPIRED: 'give the server a certificate that is valid today',
  TLS_ALERT: 'the server refused the TLS handshake; check which TLS versions and client certificates it wants',
  BODY_TOO_LARGE: 'the answer is too large to be metadata; check "issuer"',
  HEADERS_TOO_LARGE: 'the answer is not that of an authorization server; check "issuer"',
  BAD_ENCODING: 'the server or a proxy before it sends a broken content encoding; look into its log',
  BAD_RESPONSE: 'what answers there does not speak HTTP; check the port in "issuer"',
  ABORTED: 'run the command again',
  UNKNOWN: 'look into the log of the server',
}

/** Is there metadata, and is it that of this issuer? */
export function checkMetadata(issuer: string, found: ServerFacts | DiscoveryFailure): DoctorCheck {
  const about = { id: 'metadata', title: 'the metadata of the issuer can be read', about: null }
  if (!('metadata' in found)) {
    const code = found.exchanges.find(({ error }) => error !== null)?.error?.code
    const elsewhere = 'open the well-known URL by hand; "issuer" must be the URL in front of "/.well-known/..."'
    return {
      ...about,
      status: 'problem',
      observed: found.message,
      remedy: code === undefined ? elsewhere : REMEDIES[code],
    }
  }
  const named = found.metadata.issuer
  if (named === issuer) return { ...about, status: 'ok', observed: issuer, remedy: null }
  const observed = `"issuer" in the metadata is ${JSON.stringify(named)}, in the target file it is "${issuer}"`
  const remedy = 'make both the same, character for character: RFC 8414 section 3.3 compares them as strings'
  return { ...about, status: 'problem', observed, remedy }
}

const dateOf = ({ response }: Exchange): number | null => {
  const value = response?.headers.find(([name]) => name.toLowerCase() === 'date')?.[1]
  const ms = value === undefined ? Number.NaN : Date.parse(value)
  return Number.isNaN(ms) ? null : ms
}

/** Do the clocks agree? Compares the `Date` of an answer with the middle of its exchange. */
export function checkClock(exchanges: readonly Exchange[]): DoctorCheck {
  const about = { id: 'clock', title: 'the clocks of server and this machine agree', about: null }
  const exchange = exchanges.find((one) => dateOf(one) !== null)
  const date = exchange === undefined ? null : dateOf(exchange)
  if (exchange === undefined || date === null) {
    return {
      ...about,
      status: 'unknown',
      observed: 'no answer had a "Date" header',
      remedy: 'compare the clocks by hand',
    }
  }
  // The header counts whole seconds: half a second is what it hides on average.
  const skewMs = date + 500 - (exchange.timing.startedAt + exchange.timing.totalMs / 2)
  const size = Math.abs(skewMs)
  const seconds = (size / 1000).toFixed(1)
  if (size <= SOME_SKEW_MS) return { ...about, status: 'ok', observed: `they differ by ${seconds} s`, remedy: null }
  const observed = `the clock of the server is ${seconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} that of this machine`
  const remedy =
    'synchronise both clocks (NTP): assertions and proofs are refused when they seem to come from the future'
  return { ...about, status: size > MOST_SKEW_MS ? 'problem' : 'warning', observed, remedy }
}

/** How long does the server's certificate still hold? */
export function checkServerCertificate(exchanges: readonly Exchange[], now: number): DoctorCheck {
  const about = { id: 'server-certificate', title: 'the server certificate holds for a while', about: null }
  const certificate: CertificateFacts | null | undefined = exchanges.find(({ tls }) => tls?.peerCertificate)?.tls
    ?.peerCertificate
  if (!certificate) return { ...about, status: 'unknown', observed: 'no TLS connection came about', remedy: null }
  const until = certificate.validTo.slice(0, 10)
  const days = (Date.parse(certificate.validTo) - now) / DAY_MS
  if (days >= CERTIFICATE_WARNING_DAYS)
    return { ...about, status: 'ok', observed: `valid until ${until}`, remedy: null }
  const observed = `it is valid only until ${until}`
  return { ...about, status: 'warning', observed, remedy: 'renew the certificate of the server' }
}

/** Members of the metadata that a run cannot do without. */
export function checkEndpoints({ metadata }: ServerFacts, grants: ReadonlySet<string>): DoctorCheck {
  const about = { id: 'endpoints', title: 'the metadata names the endpoints a run needs', about: null }
  const byCode = ['authorization_endpoint', 'pushed_authorization_request_endpoint']
  const needed = ['token_endpoint', 'jwks_uri', ...(grants.has('authorization_code') ? byCode : [])]
  const missing = needed.filter((name) => typeof metadata[name] !== 'string')
  if (missing.length === 0) return { ...about, status: 'ok', observed: needed.join(', '), remedy: null }
  const observed = `missing: ${missing.join(', ')}`
  return {
    ...about,
    status: 'problem',
    observed,
    remedy: 'let the server publish them: FAPI 2.0 clients get them from the metadata',
  }
}
