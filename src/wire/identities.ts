import { X509Certificate } from 'node:crypto'
import type { SecureContext } from 'node:tls'
import { hexFingerprint } from './certificateFacts.ts'
import { trustingContext } from './trustingContext.ts'
import type { TlsIdentity } from './types.ts'

/** A TLS client identity ready for use; `name` null: no certificate. */
export interface Credential {
  readonly name: string | null
  readonly fingerprint256: string | null
  readonly context: SecureContext
  /** For TLS probes, which need contexts of their own. */
  readonly pem: TlsIdentity | null
}

function load(name: string | null, pem: TlsIdentity | null, ca: readonly string[]): Credential {
  try {
    const context = trustingContext(ca, pem ? { cert: pem.cert, key: pem.key } : {})
    return { name, pem, context, fingerprint256: pem ? hexFingerprint(new X509Certificate(pem.cert)) : null }
  } catch (cause) {
    throw new TypeError(
      `identity "${name}" needs a PEM certificate and the private key that belongs to it: ${messageOf(cause)}`,
      { cause },
    )
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** OpenSSL passes over what it cannot read; a certificate authority that is silently not there would look like a fault of the server. */
function checkCa(ca: readonly string[]): void {
  ca.forEach((pem, i) => {
    try {
      new X509Certificate(pem)
    } catch (cause) {
      throw new TypeError(`"ca" entry ${i + 1} is not a PEM certificate: ${messageOf(cause)}`, { cause })
    }
  })
}

export interface Identities {
  /** The credential of that name. Throws a RangeError for a name that nobody registered. */
  get(name: string | undefined): Credential
  /** Registers or replaces; a wrong pair of certificate and key throws a TypeError at once, not at the first request. */
  add(name: string, pem: TlsIdentity): void
}

/**
 * Client certificates by name, and the one credential without. Throws a TypeError if `ca` holds anything but PEM
 * certificates. Contexts are made at first use.
 */
export function identities(initial: Readonly<Record<string, TlsIdentity>>, ca: readonly string[]): Identities {
  checkCa(ca)
  const pems = new Map(Object.entries(initial))
  const loaded = new Map<string, Credential>()
  let anonymous: Credential | null = null
  const known = (): string => [...pems.keys()].map((name) => `"${name}"`).join(', ') || 'none'
  return {
    get(name) {
      if (name === undefined) {
        anonymous ??= load(null, null, ca)
        return anonymous
      }
      const pem = pems.get(name)
      if (!pem) throw new RangeError(`"identity" is "${name}", registered are: ${known()}`)
      const credential = loaded.get(name) ?? load(name, pem, ca)
      loaded.set(name, credential)
      return credential
    },
    add(name, pem) {
      loaded.set(name, load(name, pem, ca))
      pems.set(name, pem)
    },
  }
}
