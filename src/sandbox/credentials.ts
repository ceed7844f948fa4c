import { randomBytes, X509Certificate } from 'node:crypto'
import {
  type Authority,
  type CertifiedKey,
  createAuthority,
  issueClientCertificate,
  issueServerCertificate,
} from './certificates.ts'
import { certificateThumbprint } from './certificateThumbprint.ts'
import { type ClientPlan, clientTable } from './clientTable.ts'
import { createSigningKey, type SigningKey } from './signingKeys.ts'
import type { SandboxUser } from './types.ts'

/** A client with the secrets that the target file hands to whoever tests the sandbox. */
export interface SandboxClient extends ClientPlan {
  readonly signingKey: SigningKey | null
  /** A second registered key, of those that sign requests: the kid of a request object then has something to tell. */
  readonly spareKey: SigningKey | null
  /** TLS client certificate; null if the client needs none. */
  readonly tls: CertifiedKey | null
  /** One of the same CA and subject that has expired; null where no CA issues the client's certificates. */
  readonly expiredTls: CertifiedKey | null
  /** One to rotate to; absent: there is none. */
  readonly nextTls?: CertifiedKey
  /** base64url SHA-256 of the certificate's DER (`x5t#S256`), null without certificate. */
  readonly certThumbprint: string | null
  /** `tls_client_auth_subject_dn` as registered; null for the other methods. */
  readonly subjectDn: string | null
}

/** Signing keys that the server knows of a client. */
export const registeredKeys = ({ signingKey, spareKey }: SandboxClient): readonly SigningKey[] =>
  [signingKey, spareKey].filter((key) => key !== null)

/** Everything secret that a sandbox needs. Reusable, so that many sandboxes in a row need not make keys again. */
export interface Credentials {
  readonly serverAuthority: Authority
  readonly clientAuthority: Authority
  readonly server: CertifiedKey
  readonly serverKeys: readonly SigningKey[]
  readonly clients: readonly SandboxClient[]
  readonly users: readonly SandboxUser[]
}

const dayMs = 86_400_000

/** Makes fresh keys, certificates and passwords. @param now clock in Unix ms */
export async function createCredentials(now: () => number = Date.now): Promise<Credentials> {
  const [serverAuthority, clientAuthority] = await Promise.all([
    createAuthority('Assay Sandbox CA', now()),
    createAuthority('Assay Sandbox Client CA', now()),
  ])
  const [server, serverKeys, clients] = await Promise.all([
    issueServerCertificate(serverAuthority, { dns: ['localhost'], ip: ['127.0.0.1'] }, now()),
    Promise.all((['ES256', 'PS256', 'EdDSA'] as const).map(createSigningKey)),
    createClients(clientAuthority, now()),
  ])
  return { serverAuthority, clientAuthority, server, serverKeys, clients, users: ['user1', 'user2'].map(createUser) }
}

async function createClients(authority: Authority, now: number): Promise<SandboxClient[]> {
  // RSA keys take long to make, so the clients that sign with PS256 have one together.
  const rsa = createSigningKey('PS256')
  return Promise.all(
    clientTable.map((plan) => {
      const key = plan.alg === 'PS256' ? rsa : plan.alg === null ? null : createSigningKey(plan.alg)
      return createClient(plan, key, authority, now)
    }),
  )
}

async function createClient(
  plan: ClientPlan,
  key: Promise<SigningKey> | null,
  authority: Authority,
  now: number,
): Promise<SandboxClient> {
  const needsTls = plan.clientAuth !== 'private_key_jwt' || plan.senderConstraint === 'mtls'
  const subject = `CN=${plan.id},O=Acme Bank`
  const issuer = plan.clientAuth === 'self_signed_tls_client_auth' ? null : authority
  const hasCa = plan.clientAuth === 'tls_client_auth'
  const [signingKey, spareKey, tls, expiredTls] = await Promise.all([
    key,
    plan.request === 'signed' ? createSigningKey('ES256') : null,
    needsTls ? issueClientCertificate(issuer, subject, now) : null,
    hasCa ? issueClientCertificate(authority, subject, now - 60 * dayMs) : null,
  ])
  return {
    ...plan,
    signingKey,
    spareKey,
    tls,
    expiredTls,
    certThumbprint: tls === null ? null : certificateThumbprint(new X509Certificate(tls.cert)),
    subjectDn: hasCa ? subject : null,
  }
}

function createUser(username: string): SandboxUser {
  return { username, password: randomBytes(15).toString('base64url'), sub: `sub-${username}` }
}
