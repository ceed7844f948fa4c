import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Complaint } from '../yaml/types.ts'
import { certificatesIn } from './certificatesIn.ts'
import type { TargetFile } from './targetFiles.ts'

/** Certificates of a PEM file, or what is wrong with it. */
export function readCertificates(file: TargetFile, field: string): readonly X509Certificate[] | Complaint {
  const expected = 'a PEM file with a certificate'
  const blocks = certificatesIn(file.text)
  if (blocks.length === 0) {
    const isKey = file.text.includes('PRIVATE KEY-----')
    const hint = isKey
      ? '"cert" takes the certificate, "key" the private key'
      : 'convert a DER file: openssl x509 -inform der'
    return {
      message: `${field} is no certificate`,
      expected,
      seen: `${file.path}: ${isKey ? 'a private key' : 'no PEM'}`,
      hint,
    }
  }
  try {
    return blocks.map((block) => new X509Certificate(block))
  } catch {
    return {
      message: `${field} cannot be read as a certificate`,
      expected,
      seen: `${file.path}: damaged`,
      hint: 'export it again',
    }
  }
}

/** A private key of a PEM file, or what is wrong with it. */
export function readPrivateKey(file: TargetFile, field: string): KeyObject | Complaint {
  const expected = 'a PEM file with a private key, not encrypted'
  if (/ENCRYPTED/.test(file.text)) {
    const hint = 'decrypt it: openssl pkey -in ... -out ...'
    return { message: `${field} is encrypted`, expected, seen: file.path, hint }
  }
  try {
    return createPrivateKey(file.text)
  } catch {
    const isCertificate = file.text.includes('BEGIN CERTIFICATE')
    const seen = `${file.path}: ${isCertificate ? 'a certificate' : 'no private key in PEM form'}`
    return {
      message: `${field} is no private key`,
      expected,
      seen,
      hint: isCertificate ? '"key" takes the private key' : null,
    }
  }
}

interface CertificateFiles {
  readonly cert: TargetFile
  readonly key: TargetFile
}

function checkKey(certificate: X509Certificate, key: KeyObject, files: CertificateFiles): readonly Complaint[] {
  if (certificate.checkPrivateKey(key)) return []
  return [
    {
      message: '"key" is not the key of "cert"',
      expected: 'the private key that belongs to the certificate',
      seen: `${files.key.path} and ${files.cert.path}`,
      hint: 'check that both files are of the same client',
    },
  ]
}

/** Whether a certificate and its key serve to show that certificates outside their validity are refused. */
export function checkExpired(
  certificate: X509Certificate,
  key: KeyObject,
  files: CertificateFiles,
  nowMs: number,
): readonly Complaint[] {
  const complaints = checkKey(certificate, key, files)
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
  if (nowMs < from || nowMs > to) return complaints
  const expected = 'a certificate that has expired or is not yet valid'
  const seen = `${files.cert.path}: valid until ${new Date(to).toISOString()}`
  const hint = 'leave "expired_tls" out if there is no such certificate'
  return [...complaints, { message: '"cert" is still valid', expected, seen, hint }]
}

/** Whether a client certificate can be used now with that key; everything that is wrong otherwise. */
export function checkCertificate(
  certificate: X509Certificate,
  key: KeyObject,
  files: CertificateFiles,
  nowMs: number,
): readonly Complaint[] {
  const complaints: Complaint[] = [...checkKey(certificate, key, files)]
  const from = new Date(certificate.validFrom)
  const to = new Date(certificate.validTo)
  const now = new Date(nowMs)
  const period = `${files.cert.path}: valid from ${from.toISOString()} to ${to.toISOString()}, now it is ${now.toISOString()}`
  const expected = 'a certificate that is valid now'
  if (now < from) {
    const hint = 'check the clock of this machine, or wait'
    complaints.push({ message: '"cert" is not yet valid', expected, seen: period, hint })
  }
  if (now > to) {
    complaints.push({
      message: '"cert" has expired',
      expected,
      seen: period,
      hint: 'renew the certificate and register it',
    })
  }
  return complaints
}

/** What must be redacted of a PEM key: the file as it is, and its base64 text in one piece. */
export function pemSecrets(text: string): readonly string[] {
  const body = text.replaceAll(/-----[A-Z ]+-----/g, '').replaceAll(/\s/g, '')
  return [text.trim(), body].filter((one) => one !== '')
}
