import { durationMs } from '../yaml/durationMs.ts'
import type { ProfileYaml } from './profileLayers.ts'
import { fromBase, note, type ProfileReader } from './profileReader.ts'
import type { Limits } from './types.ts'

type Key = keyof NonNullable<ProfileYaml['limits']>

interface Limit {
  readonly name: keyof Limits
  /** Whether a smaller or a greater value is the stricter one. */
  readonly stricter: 'less' | 'more'
}

const limits: Readonly<Record<Key, Limit>> = {
  access_token_lifetime: { name: 'accessTokenLifetimeS', stricter: 'less' },
  refresh_token_lifetime: { name: 'refreshTokenLifetimeS', stricter: 'less' },
  request_object_lifetime: { name: 'requestObjectLifetimeS', stricter: 'less' },
  request_uri_lifetime: { name: 'requestUriLifetimeS', stricter: 'less' },
  client_certificate_validity: { name: 'clientCertificateValidityS', stricter: 'less' },
  client_certificate_remaining: { name: 'clientCertificateRemainingS', stricter: 'more' },
  server_certificate_validity: { name: 'serverCertificateValidityS', stricter: 'less' },
  rsa_key_bits: { name: 'rsaKeyBits', stricter: 'more' },
  key_rotation: { name: 'keyRotationS', stricter: 'less' },
  revocation: { name: 'revocationS', stricter: 'less' },
  rotation_window: { name: 'rotationWindowS', stricter: 'less' },
}

/** No limit at all: what a profile without `limits:` has. */
export const noLimits: Limits = {
  accessTokenLifetimeS: null,
  refreshTokenLifetimeS: null,
  requestObjectLifetimeS: null,
  requestUriLifetimeS: null,
  clientCertificateValidityS: null,
  clientCertificateRemainingS: null,
  serverCertificateValidityS: null,
  rsaKeyBits: null,
  keyRotationS: null,
  revocationS: null,
  rotationWindowS: null,
}

const amountOf = (written: string | number): number =>
  typeof written === 'number' ? written : (durationMs(written) ?? 0) / 1000

/** `limits:` of the chain: a profile may tighten a limit of its base, never loosen it. */
export function readLimits(reader: ProfileReader): Limits {
  const read: { -readonly [K in keyof Limits]: Limits[K] } = { ...noLimits }
  const seen: Partial<Record<Key, string | number>> = {}
  for (const layer of fromBase(reader)) {
    for (const [key, written] of Object.entries(layer.yaml.limits ?? {}) as [Key, string | number][]) {
      const { name, stricter } = limits[key]
      const base = read[name]
      const own = amountOf(written)
      if (base !== null && (stricter === 'less' ? own > base : own < base)) {
        note(
          reader,
          { layer, path: ['limits', key] },
          {
            message: `"${key}" loosens the limit of the extended profile`,
            expected: `${seen[key]} or ${stricter}`,
            seen: String(written),
            hint: 'a derived profile keeps every rule of its base (FAPI2-SP-5.1.2)',
          },
        )
      }
      read[name] = own
      seen[key] = written
    }
  }
  return read
}
