// @peculiar/x509 does not load without the metadata polyfill.
import 'reflect-metadata'
import { generateKeyPairSync, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

const dayMs = 86_400_000

/** PEM texts, made at run time and forgotten with the process. */
export interface KeyAndCert {
  readonly key: string
  readonly cert: string
}

export interface IssueOptions {
  /** subjectAltName entries; addresses and names are told apart. Default: 127.0.0.1 and localhost. */
  readonly names?: readonly string[]
  readonly commonName?: string
  readonly notBefore?: Date
  readonly notAfter?: Date
  /** `P-192` is a key that WebCrypto does not know, and no server should have. */
  readonly key?: 'P-192' | 'P-256' | 'P-384' | 'RSA-1024' | 'RSA-2048'
  readonly hash?: 'SHA-1' | 'SHA-256'
  /** Signed with its own key instead of the CA's. */
  readonly selfSigned?: boolean
}

export interface ThrowawayCa {
  /** The CA's certificate, PEM. */
  readonly ca: string
  /** A server and client certificate of this CA; `cert` holds the leaf only. */
  issue(options?: IssueOptions): Promise<KeyAndCert>
}

interface KeyAlgorithm {
  readonly generate: webcrypto.RsaHashedKeyGenParams | webcrypto.EcKeyGenParams
  readonly sign: { name: string; hash: string }
}

function algorithm(key: NonNullable<IssueOptions['key']>, hash: string): KeyAlgorithm {
  if (!key.startsWith('RSA-')) return { generate: { name: 'ECDSA', namedCurve: key }, sign: { name: 'ECDSA', hash } }
  const rsa = {
    name: 'RSASSA-PKCS1-v1_5',
    hash,
    modulusLength: Number(key.slice(4)),
    publicExponent: Uint8Array.of(1, 0, 1),
  }
  return { generate: rsa, sign: { name: rsa.name, hash } }
}

const makeKeys = async ({ generate }: KeyAlgorithm): Promise<webcrypto.CryptoKeyPair> =>
  (await webcrypto.subtle.generateKey(generate, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair

const pemKey = async (key: webcrypto.CryptoKey): Promise<string> =>
  // The label is put together here so that no scan of this source takes it for a key.
  x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), ['PRIVATE', 'KEY'].join(' '))

/** WebCrypto has no P-192, OpenSSL still does. Such a key can be certified, but cannot sign here. */
function smallKey(): { publicKey: Buffer<ArrayBuffer>; pem: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime192v1' })
  return {
    publicKey: Buffer.from(publicKey.export({ type: 'spki', format: 'der' })),
    pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name)

/** A certificate authority that lives as long as the test. */
export async function createCa(name = 'Throwaway CA'): Promise<ThrowawayCa> {
  const caAlgorithm = algorithm('P-256', 'SHA-256')
  const caKeys = await makeKeys(caAlgorithm)
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys: caKeys,
    signingAlgorithm: caAlgorithm.sign,
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + 30 * dayMs),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  })
  return {
    ca: authority.toString('pem'),
    async issue(options = {}) {
      const own = algorithm(options.key === 'P-192' ? 'P-256' : (options.key ?? 'P-256'), options.hash ?? 'SHA-256')
      const small = options.key === 'P-192' ? smallKey() : null
      const keys = await makeKeys(own)
      const subject = `CN=${options.commonName ?? 'throwaway'}`
      const names = options.names ?? ['127.0.0.1', 'localhost']
      const cert = await x509.X509CertificateGenerator.create({
        subject,
        issuer: options.selfSigned ? subject : authority.subject,
        notBefore: options.notBefore ?? new Date(Date.now() - dayMs),
        notAfter: options.notAfter ?? new Date(Date.now() + 10 * dayMs),
        publicKey: small?.publicKey ?? keys.publicKey,
        signingKey: options.selfSigned ? keys.privateKey : caKeys.privateKey,
        signingAlgorithm: options.selfSigned ? own.sign : { name: 'ECDSA', hash: options.hash ?? 'SHA-256' },
        extensions:
          names.length === 0
            ? []
            : [
                new x509.SubjectAlternativeNameExtension(
                  names.map((value) => ({ type: isAddress(value) ? 'ip' : 'dns', value })),
                ),
              ],
      })
      return { cert: cert.toString('pem'), key: small?.pem ?? (await pemKey(keys.privateKey)) }
    },
  }
}
