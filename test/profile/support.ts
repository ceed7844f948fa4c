import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { TargetError } from '../../src/profile/errors.ts'
import { loadTarget } from '../../src/profile/loadTarget.ts'
import type { Target } from '../../src/profile/types.ts'
import { createCa } from '../support/pki.ts'

/** Point in time of all these tests, so that messages with dates are the same every day. */
export const now = Date.parse('2026-03-01T12:00:00Z')
const day = 86_400_000

const ca = await createCa()
const period = { notBefore: new Date(now - 10 * day), notAfter: new Date(now + 10 * day) }
/** Certificates and keys made once for the whole file. */
export const pem = {
  ca: ca.ca,
  one: await ca.issue({ ...period, commonName: 'one' }),
  two: await ca.issue({ ...period, commonName: 'two' }),
  expired: await ca.issue({ notBefore: new Date(now - 20 * day), notAfter: new Date(now - 5 * day) }),
  future: await ca.issue({ notBefore: new Date(now + 5 * day), notAfter: new Date(now + 20 * day) }),
}

export type Jwk = Record<string, unknown>
export const ecJwk = (more: Jwk = {}): Jwk => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  ...more,
})
export const rsaJwk = (bits: number, more: Jwk = {}): Jwk => ({
  ...generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ format: 'jwk' }),
  ...more,
})
export const okpJwk = (more: Jwk = {}): Jwk => ({
  ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
  ...more,
})
export const jwks = (...keys: readonly Jwk[]): string => JSON.stringify({ keys })

export type Files = Readonly<Record<string, string>>

export const text = `target: acme-bank
organisation: Acme Bank
application: acme-sandbox
issuer: https://as.acme.example
trust: { ca: certs/ca.pem }
variants:
  - { client_auth: private_key_jwt, sender_constraint: dpop, openid: true }
clients:
  client1:
    id: one
    jwks: keys/one.json
    tls: { cert: certs/one.pem, key: certs/one.key }
    redirect_uri: https://client.example/cb
  client2:
    id: two
    jwks: keys/two.json
    tls: { cert: certs/two.pem, key: certs/two.key }
    redirect_uri: https://client.example/cb2?dummy1=lorem
scope: openid accounts
resource: { url: https://rs.acme.example/accounts }
login:
  username: user1
  password: $env:ASSAY_PASSWORD
`

export const env = { ASSAY_PASSWORD: 'correct horse' }
const keyFiles = { one: jwks(ecJwk({ kid: 'k1' })), two: jwks(ecJwk({ kid: 'k2' })) }

/** Writes a target file with its keys and certificates into a fresh folder; files can be replaced or added. */
export function targetFolder(targetText: string, files: Files = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const all: Files = {
    'target.yaml': targetText,
    'certs/ca.pem': pem.ca,
    'certs/one.pem': pem.one.cert,
    'certs/one.key': pem.one.key,
    'certs/two.pem': pem.two.cert,
    'certs/two.key': pem.two.key,
    'keys/one.json': keyFiles.one,
    'keys/two.json': keyFiles.two,
    ...files,
  }
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

export function load(targetText = text, files: Files = {}, more: Readonly<Record<string, string>> = {}): Target {
  return loadTarget({
    file: join(targetFolder(targetText, files), 'target.yaml'),
    env: { ...env, ...more },
    now: () => now,
  })
}

/** The whole message of the error for this target file; paths below its folder. */
export function messageFor(
  targetText: string,
  files: Files = {},
  environment: Readonly<Record<string, string>> = env,
): string {
  const folder = targetFolder(targetText, files)
  try {
    loadTarget({ file: join(folder, 'target.yaml'), env: environment, now: () => now })
  } catch (error) {
    if (error instanceof TargetError) return error.message.replaceAll(`${folder}/`, '')
    throw error
  }
  return 'no error'
}

/** The message after one replacement in the good target file. */
export function messageWith(from: string, to: string, files: Files = {}): string {
  if (!text.includes(from)) throw new Error(`the target text has no ${JSON.stringify(from)}`)
  return messageFor(text.replace(from, to), files)
}
