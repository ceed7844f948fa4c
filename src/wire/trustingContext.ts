import { createSecureContext, getCACertificates, type SecureContext, type SecureContextOptions } from 'node:tls'

interface AddsCa {
  addCACert(pem: string): void
}

const addsCa = (native: unknown): native is AddsCa =>
  typeof native === 'object' && native !== null && 'addCACert' in native && typeof native.addCACert === 'function'

/**
 * A TLS context that trusts the roots of this machine (node's own list, the system's where node is told so,
 * `NODE_EXTRA_CA_CERTS`) and the given PEM certificates beside them. There is no way to trust less carefully than this.
 *
 * The option `ca` would replace node's roots, and 265 of them handed over as PEM are parsed anew for each context: 10 ms
 * and 2 MB. Node's own are parsed once, and the object behind a context takes more; a node whose object does not is given
 * the long list.
 * Throws what `createSecureContext` throws: a key that does not fit its certificate, ciphers that OpenSSL does not know.
 */
export function trustingContext(extra: readonly string[], options: SecureContextOptions = {}): SecureContext {
  const made = createSecureContext(options)
  const native: unknown = made.context
  if (!addsCa(native)) return createSecureContext({ ...options, ca: [...getCACertificates('default'), ...extra] })
  for (const pem of extra) native.addCACert(pem)
  return made
}
