import { describe, expect, it } from 'vitest'
import { classifyError } from '../../src/wire/classifyError.ts'
import { clientHello } from '../../src/wire/clientHello.ts'
import { decodeBody } from '../../src/wire/decodeBody.ts'
import { readHelloAnswer } from '../../src/wire/serverHello.ts'
import { signatureAlgorithm } from '../../src/wire/signatureAlgorithm.ts'
import { serverHelloBytes } from '../support/hello-server.ts'

const answer = serverHelloBytes({ version: 0x0303, suite: 0xc02f, group: 23, extensions: [0xff01, 23, 22] })

describe('a server hello', () => {
  it('is not judged before it is complete', () => {
    const end = Array.from({ length: answer.length }, (_, i) => i + 1).find(
      (n) => readHelloAnswer(answer.subarray(0, n), false).kind !== 'more',
    )
    expect(end).toBe(answer.length)
    expect(readHelloAnswer(answer, false)).toMatchObject({
      kind: 'answer',
      answer: {
        suiteName: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
        encryptThenMac: true,
        keyExchange: { name: 'secp256r1', bits: 256 },
      },
    })
  })

  it('may come in several records', () => {
    const [first, second] = [answer.subarray(5, 60), answer.subarray(60)]
    const record = (part: Buffer): Buffer =>
      Buffer.concat([Buffer.from([22, 3, 3, part.length >> 8, part.length & 0xff]), part])
    expect(readHelloAnswer(Buffer.concat([record(first), record(second)]), false)).toEqual(
      readHelloAnswer(answer, false),
    )
  })

  it('that is damaged never throws', () => {
    for (let at = 0; at < answer.length; at++) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const damaged = Buffer.from(answer)
        damaged[at] = value
        for (const ended of [false, true])
          expect(readHelloAnswer(damaged, ended).kind).toMatch(/^(more|answer|alert|not-tls)$/)
      }
    }
  })

  it('is told from an alert and from other protocols', () => {
    expect(readHelloAnswer(Buffer.from([21, 3, 3, 0, 2, 2, 70]), false)).toEqual({
      kind: 'alert',
      description: 'protocol_version',
    })
    expect(readHelloAnswer(Buffer.from([21, 3, 3, 0, 2, 2, 199]), false)).toEqual({
      kind: 'alert',
      description: 'alert 199',
    })
    expect(readHelloAnswer(Buffer.from('SSH-2.0-x\r\n'), false)).toEqual({ kind: 'not-tls', start: 'SSH-2.0-x..' })
    expect(readHelloAnswer(Buffer.alloc(0), true)).toEqual({ kind: 'more' })
  })
})

describe('a client hello', () => {
  it('names the host, but no literal address', () => {
    const offer = { versions: ['TLSv1.2', 'TLSv1.3'], suites: [0x1301, 0xc02f] } as const
    expect(clientHello('as.example', offer).includes('as.example')).toBe(true)
    expect(clientHello('127.0.0.1', offer).includes('127.0.0.1')).toBe(false)
  })

  it('of SSL 3.0 has no extensions', () => {
    const bytes = clientHello('as.example', { versions: ['SSLv3'], suites: [0x0005] })
    expect(bytes.length).toBe(5 + 4 + 2 + 32 + 1 + 2 + 2 + 2)
    expect(bytes.readUInt16BE(1)).toBe(0x0300)
  })
})

describe('errors', () => {
  const coded = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code })
  it.each([
    ['ENOTFOUND', 'DNS', 'dns'],
    ['EAI_AGAIN', 'DNS', 'dns'],
    ['EHOSTUNREACH', 'CONNECTION_REFUSED', 'connect'],
    ['ETIMEDOUT', 'CONNECT_TIMEOUT', 'connect'],
    ['EPIPE', 'CONNECTION_RESET', 'request'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TLS_UNTRUSTED', 'tls'],
    ['CERT_HAS_EXPIRED', 'TLS_EXPIRED', 'tls'],
    ['CERT_REVOKED', 'TLS_UNTRUSTED', 'tls'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'TLS_ALERT', 'tls'],
    ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'TLS_ALERT', 'tls'],
    ['SOMETHING_NEW', 'UNKNOWN', 'request'],
  ])('%s is %s', (code, expected, phase) => {
    expect(classifyError(coded(code), 'request')).toMatchObject({ code: expected, phase })
  })

  it('of several addresses are told by the first', () => {
    expect(
      classifyError(new AggregateError([coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:1')]), 'connect').code,
    ).toBe('CONNECTION_REFUSED')
  })

  it('that are no errors still give a sentence', () => {
    expect(classifyError('odd', 'request')).toEqual({ code: 'UNKNOWN', phase: 'request', message: 'odd' })
    expect(classifyError(undefined, 'request').code).toBe('UNKNOWN')
  })
})

describe('content codings', () => {
  it('beyond three layers are refused', async () => {
    await expect(decodeBody(Buffer.from('x'), ['gzip, gzip, gzip, gzip'], 100)).rejects.toMatchObject({
      code: 'BAD_ENCODING',
    })
  })

  it('of empty and of plain bodies are left alone', async () => {
    expect(await decodeBody(Buffer.alloc(0), ['gzip'], 100)).toHaveLength(0)
    expect((await decodeBody(Buffer.from('x'), ['identity', ''], 100)).toString()).toBe('x')
  })

  it('are no names of object members', async () => {
    await expect(decodeBody(Buffer.from('x'), ['constructor'], 100)).rejects.toMatchObject({ code: 'BAD_ENCODING' })
  })
})

describe('signature algorithms', () => {
  const der = (oid: readonly number[]): Buffer =>
    Buffer.from([0x30, 5 + oid.length + 2, 0x30, 1, 0, 0x30, oid.length + 2, 6, oid.length, ...oid])
  it.each([
    [[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 5], 'sha1WithRSAEncryption'],
    [[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 4], 'md5WithRSAEncryption'],
    [[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2], 'ecdsa-with-SHA256'],
    [[0x2b, 0x65, 0x70], 'ED25519'],
    [[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 17], '2.16.840.1.101.3.4.3.17'],
  ])('%j is %s', (oid, name) => {
    expect(signatureAlgorithm(der(oid))).toBe(name)
  })

  it('of anything else are unknown', () => {
    for (const bytes of [[], [0x30], [0x30, 0x82], [1, 2, 3, 4, 5, 6, 7, 8]])
      expect(signatureAlgorithm(Buffer.from(bytes))).toBeNull()
  })
})
