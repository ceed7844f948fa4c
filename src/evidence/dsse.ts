import { constants, type KeyObject, sign, verify } from 'node:crypto'
import { isObject } from '../json/object.ts'
import { algOf, canonicalJwk, type EvidenceAlg, type EvidenceKey, importPublic, keyidOf } from './evidenceKeys.ts'
import type { PublicJwk } from './verificationTypes.ts'

/** DSSE 1.0 envelope. Standard members, and `jwk`: who does not know a signer can still tell a damaged signature. */
export interface Envelope {
  /** Base64 of the signed bytes. */
  readonly payload: string
  readonly payloadType: string
  readonly signatures: readonly EnvelopeSignature[]
}

export interface EnvelopeSignature {
  /** RFC 7638 thumbprint of `jwk`. */
  readonly keyid: string
  /** Base64; ECDSA in DER, as other DSSE tools have it. */
  readonly sig: string
  readonly jwk: PublicJwk
}

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json'

/** DSSE pre-authentication encoding: what is really signed. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, 'utf8')
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} `), type, Buffer.from(` ${payload.length} `), payload])
}

const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }

const algorithms: Readonly<
  Record<EvidenceAlg, { readonly hash: string | null; readonly options: Readonly<Record<string, string | number>> }>
> = {
  ES256: { hash: 'sha256', options: { dsaEncoding: 'der' } },
  PS256: { hash: 'sha256', options: PSS },
  Ed25519: { hash: null, options: {} },
}

/** Signs a payload. */
export function signPayload(payload: Uint8Array, { keyid, alg, jwk, privateKey }: EvidenceKey): EnvelopeSignature {
  const { hash, options } = algorithms[alg]
  const sig = sign(hash, preAuthEncoding(PAYLOAD_TYPE, payload), { key: privateKey, ...options })
  return { keyid, sig: sig.toString('base64'), jwk }
}

function fits(message: Buffer, sig: string, key: KeyObject, alg: EvidenceAlg): boolean {
  const bytes = Buffer.from(sig, 'base64')
  // Base64 has more than one spelling of the same bytes; only one of them is what was written.
  if (bytes.toString('base64') !== sig) return false
  const { hash, options } = algorithms[alg]
  try {
    return verify(hash, message, { key, ...options }, bytes)
  } catch {
    return false
  }
}

/** Whether one signature of an envelope is that of the key it names; else what is wrong with it. */
export function checkSignature(
  payload: Uint8Array,
  { keyid, sig, jwk }: EnvelopeSignature,
): { readonly alg: EvidenceAlg } | { readonly wrong: string } {
  const canonical = canonicalJwk(jwk)
  const alg = canonical && algOf(canonical)
  if (canonical === null || alg === null) return { wrong: 'its "jwk" is no P-256, RSA or Ed25519 public key' }
  if (keyidOf(canonical) !== keyid) return { wrong: 'its "keyid" is not the thumbprint of its "jwk"' }
  const key = importPublic(canonical)
  if (key === null) return { wrong: 'the numbers of its "jwk" make no key' }
  if (!fits(preAuthEncoding(PAYLOAD_TYPE, payload), sig, key, alg))
    return { wrong: 'it does not fit the statement: the one or the other was changed' }
  return { alg }
}

/** The text of `attestation.json`: always the same bytes for the same envelope. */
export function envelopeText({ payload, payloadType, signatures }: Envelope): string {
  const ordered = signatures.map(({ keyid, sig, jwk }) => ({ keyid, sig, jwk: canonicalJwk(jwk) ?? jwk }))
  return `${JSON.stringify({ payload, payloadType, signatures: ordered }, null, 2)}\n`
}

const isSignature = (value: unknown): value is EnvelopeSignature =>
  isObject(value) && typeof value.keyid === 'string' && typeof value.sig === 'string' && isObject(value.jwk)

/** Reads `attestation.json`; an envelope that is not byte for byte as Assay writes it is refused with the reason. */
export function parseEnvelope(
  text: string,
): { readonly envelope: Envelope; readonly payload: Buffer } | { readonly wrong: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { wrong: 'it is not JSON' }
  }
  if (!isObject(value) || typeof value.payload !== 'string' || !Array.isArray(value.signatures))
    return { wrong: '"payload" and "signatures" of a DSSE envelope are expected' }
  if (value.payloadType !== PAYLOAD_TYPE) return { wrong: `"payloadType" is expected to be "${PAYLOAD_TYPE}"` }
  const { payload: encoded, payloadType, signatures } = value
  if (!signatures.every(isSignature))
    return { wrong: 'each of "signatures" is expected to have "keyid", "sig" and "jwk"' }
  const envelope: Envelope = { payload: encoded, payloadType, signatures }
  const payload = Buffer.from(encoded, 'base64')
  if (payload.toString('base64') !== encoded) return { wrong: '"payload" is not base64 as it is written here' }
  if (envelopeText(envelope) !== text)
    return { wrong: 'its form is not the one that was written: white space, order or members differ' }
  return { envelope, payload }
}
