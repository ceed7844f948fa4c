import { createHash, X509Certificate } from 'node:crypto'
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

/** Named changes to the certificate of the client. */
export const certificateUses: Readonly<Record<string, Use>> = {
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
        ({ request }) => (request.identity === null ? null : 'a certificate was shown in the handshake'),
        ({ request }) => {
          const missing = told.find(([name, value]) => !request.headers.some(([n, v]) => n === name && v === value))
          return missing ? `the header ${missing[0]} was not sent` : null
        },
      ]
    },
  },
}
