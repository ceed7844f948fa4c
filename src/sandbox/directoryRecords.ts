import { createHash, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto'
import { type Credentials, registeredKeys, type SandboxClient } from './credentials.ts'
import type { Dialect } from './dialects/types.ts'
import type { Jwk, SigningKey } from './signingKeys.ts'
import type { Strict } from './strict.ts'

/** What the directory of a sandbox is made of. */
export interface DirectoryInput {
  readonly issuer: string
  readonly credentials: Credentials
  /** The clients of the target file. */
  readonly clients: readonly SandboxClient[]
  readonly dialect: Dialect
  readonly strict: Strict
  /** Clock in Unix s. */
  readonly nowS: () => number
}

/** The records of the one organisation, as the operator of the directory has them: with the faults that are switched on. */
export interface DirectoryRecords {
  readonly organisation: {
    readonly id: string
    readonly name: string
    readonly active: boolean
    readonly verified: boolean
  }
  readonly issuer: string
  /** Public signing keys of the server. */
  readonly serverKeys: readonly Jwk[]
  /** SHA-256 of the DER certificate, lower-case hex. */
  readonly serverFingerprint: string
  readonly application: {
    readonly id: string
    readonly clients: readonly string[]
    readonly owner: string | null
    readonly contacts: readonly string[]
    readonly roles: readonly string[]
    readonly keys: readonly Jwk[]
    readonly certificates: readonly string[]
  }
  /** Scope values by role. */
  readonly roles: Readonly<Record<string, readonly string[]>>
}

/** Name of the organisation in the target file. */
export const organisationName = 'Acme Bank'

const members: Readonly<Record<string, readonly string[]>> = {
  RSA: ['e', 'kty', 'n'],
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
}

/** RFC 7638 SHA-256 thumbprint, base64url. */
export function thumbprintOf(jwk: Jwk): string {
  const names = members[String(jwk.kty)] ?? []
  const canonical = JSON.stringify(Object.fromEntries(names.map((name) => [name, jwk[name]])))
  return createHash('sha256').update(canonical).digest('base64url')
}

export const fingerprintOf = (pem: string): string =>
  createHash('sha256').update(new X509Certificate(pem).raw).digest('hex')

/** A key that nobody has any more. */
const retiredKey = (): Jwk => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  kid: 'retired',
  alg: 'ES256',
  use: 'sig',
})

const publicJwk = ({ publicJwk: jwk }: SigningKey): Jwk => jwk

/** Two roles, so that having one of them says something. */
function rolesOf(dialect: Dialect): Readonly<Record<string, readonly string[]>> {
  const scopes = Object.keys(dialect.scopes)
  return {
    data: scopes.filter((scope) => scope !== 'payments'),
    payments: scopes.filter((scope) => scope === 'payments'),
  }
}

/** Records of the sandbox's organisation that agree with what the sandbox is, but for the defects. */
export function directoryRecords({ issuer, credentials, clients, dialect, strict }: DirectoryInput): DirectoryRecords {
  const serverKeys = credentials.serverKeys.map(publicJwk)
  const roles = rolesOf(dialect)
  return {
    organisation: {
      id: 'org-acme-bank',
      name: strict('directory-organisation-missing') ? organisationName : 'Another Bank',
      active: strict('directory-organisation-suspended'),
      verified: strict('directory-organisation-unverified') && strict('directory-domain-claims-inactive'),
    },
    issuer: strict('directory-other-issuer') ? issuer : `${issuer}/former`,
    serverKeys: strict('directory-stale-keys') ? serverKeys : [...serverKeys.slice(1), retiredKey()],
    serverFingerprint: strict('directory-other-certificate')
      ? fingerprintOf(credentials.server.cert)
      : randomBytes(32).toString('hex'),
    application: {
      id: 'acme-sandbox',
      clients: strict('directory-application-missing') ? clients.map(({ id }) => id) : ['another-client'],
      owner: strict('directory-application-ownerless') ? 'Open Banking team' : null,
      contacts: strict('directory-application-silent') ? ['Service desk, desk@acme.example'] : [],
      roles: strict('directory-role-missing') ? Object.keys(roles) : ['payments'],
      keys: strict('directory-client-keys') ? clients.flatMap(registeredKeys).map(publicJwk) : [retiredKey()],
      certificates: strict('directory-client-certificate')
        ? clients.flatMap(({ tls }) => (tls === null ? [] : [tls.cert]))
        : [credentials.clientAuthority.cert],
    },
    roles,
  }
}
