import { createHash, X509Certificate } from 'node:crypto'
import type { StepName } from '../suite/types.ts'
import { NotApplicable } from './NotApplicable.ts'
import { noCertificate } from './proofs.ts'
import type { Use } from './useTypes.ts'

/**
 * Headers in which widespread proxies tell the server behind them what certificate the client showed: RFC 9440, Envoy, nginx
 * and what it is mostly configured to send.
 */
function forwardingHeaders(pem: string): [string, string][] {
  const certificate = new X509Certificate(pem)
  const escaped = encodeURIComponent(`${pem.trim()}\n`)
  const hash = createHash('sha256').update(certificate.raw).digest('hex')
  return [
    ['client-cert', `:${certificate.raw.toString('base64')}:`],
    ['x-forwarded-client-cert', `Hash=${hash};Cert="${escaped}"`],
    ['x-ssl-client-cert', escaped],
    ['ssl-client-cert', escaped],
    ['x-client-cert', escaped],
    ['x-ssl-client-verify', 'SUCCESS'],
    ['x-ssl-client-s-dn', certificate.subject.split('\n').reverse().join(',')],
  ]
}

/** Metadata members whose values may have an alias for mutual TLS (RFC 8705 section 5). */
const members: Readonly<Partial<Record<StepName, string>>> = {
  par: 'pushed_authorization_request_endpoint',
  token: 'token_endpoint',
  refresh: 'token_endpoint',
  introspect: 'introspection_endpoint',
  revoke: 'revocation_endpoint',
  userinfo: 'userinfo_endpoint',
}

/** Named changes to the certificate of the client. */
export const certificateUses: Readonly<Record<string, Use>> = {
  'beside-the-alias': {
    does: 'goes to the endpoint that has an alias for mutual TLS, instead of the alias, without a certificate',
    apply: () => (draft, flow) => {
      const plain = flow.env.server.metadata[members[draft.step] ?? '']
      if (typeof plain !== 'string' || plain === draft.url)
        throw new NotApplicable('the server has no alias for this endpoint')
      draft.url = plain
      draft.identity = null
      // The proof fits the request, so that it is not what the request is refused for.
      if (draft.jwts.dpop) draft.jwts.dpop.claims.htu = plain.split(/[?#]/)[0]
      return [
        noCertificate,
        ({ request }) => (request.url.startsWith(plain) ? null : `the request went to ${request.url}`),
      ]
    },
  },
  'certificate-in-header': {
    does: 'shows no certificate in the handshake and names the right one in the headers that proxies use',
    apply: () => (draft, flow) => {
      const pem = flow.actor.client.tls?.cert
      if (!pem || draft.identity === null)
        throw new RangeError(`the request of client "${flow.actor.client.name}" has no certificate to leave out`)
      draft.identity = null
      const told = forwardingHeaders(pem)
      draft.headers.push(...told)
      return [
        noCertificate,
        ({ request }) => {
          const missing = told.find(([name, value]) => !request.headers.some(([n, v]) => n === name && v === value))
          return missing ? `the header ${missing[0]} was not sent` : null
        },
      ]
    },
  },
}
