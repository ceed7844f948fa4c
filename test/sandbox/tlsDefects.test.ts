import { readFileSync } from 'node:fs'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import { tlsDefects } from '../../src/sandbox/tlsDefects.ts'
import { probeHello } from '../../src/wire/probeHello.ts'
import type { HelloOffer, TlsProbeResult } from '../../src/wire/types.ts'
import { type Bench, type Probe, testDefects } from './defectHarness.ts'

const good = [0xc02b, 0xc02f]

const asked = ({ sandbox }: Bench, offer: HelloOffer): Promise<TlsProbeResult> => {
  const { hostname: host, port } = new URL(sandbox.issuer)
  return probeHello({ host, port: Number(port) }, offer, { timeoutMs: 5000, signal: undefined })
}

/** The answer to a hello is so. */
const answer =
  (offer: HelloOffer, judge: (result: TlsProbeResult) => boolean): Probe =>
  async (bench) =>
    judge(await asked(bench, offer))

const takes = (suite: number): Probe =>
  answer({ versions: ['TLSv1.2'], suites: [suite] }, ({ hello }) => hello?.suite === suite)

/** A whole handshake with what is said about the certificate. */
const handshake = ({ sandbox }: Bench, origin: string, maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<TLSSocket> => {
  const { hostname: host, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const ca = readFileSync(sandbox.caFile)
    const options = { ciphers: 'DEFAULT:@SECLEVEL=0', ecdhCurve: 'P-256:P-192', rejectUnauthorized: false }
    const socket = connect({ host, port: Number(port), ca, maxVersion, ...options }, () => resolve(socket))
    socket.on('error', reject)
  })
}

/** The certificate for clients without TLS 1.3 is so; the one for the others is good. */
const certificate =
  (judge: (certificate: PeerCertificate & { bits?: number }, socket: TLSSocket) => boolean): Probe =>
  async (bench) => {
    const old = await handshake(bench, bench.sandbox.issuer, 'TLSv1.2')
    const current = await handshake(bench, bench.sandbox.issuer, 'TLSv1.3')
    const verdict = judge(old.getPeerCertificate(), old) && current.authorized
    for (const socket of [old, current]) socket.destroy()
    return verdict
  }

const refused = ({ outcome }: TlsProbeResult): boolean => outcome === 'refused'

testDefects(tlsDefects, {
  'tls-ssl': async (bench) => {
    const two = await asked(bench, { versions: ['SSLv2'], suites: [] })
    const three = await asked(bench, { versions: ['SSLv3'], suites: [0x0005] })
    return two.protocol === 'SSLv2' && three.protocol === 'SSLv3'
  },
  'tls-single-version': answer({ versions: ['TLSv1.2'], suites: good }, refused),
  'tls-order': answer(
    { versions: ['TLSv1.2', 'TLSv1.3'], suites: [0x1301, ...good] },
    ({ protocol }) => protocol === 'TLSv1.2',
  ),
  'tls-recommended': answer({ versions: ['TLSv1.2'], suites: good }, refused),
  'tls-suite-null': takes(0x003b),
  'tls-suite-anonymous': takes(0x0034),
  'tls-suite-rc4': takes(0x0005),
  'tls-suite-export': takes(0x0003),
  'tls-suite-3des': takes(0x000a),
  'tls-suite-static-rsa': takes(0x009c),
  'tls-suite-static-dh': takes(0xc031),
  'tls-suite-dhe': answer(
    { versions: ['TLSv1.2'], suites: [0x009e] },
    ({ hello }) => hello?.keyExchange?.kind === 'DHE' && hello.keyExchange.bits === 2048,
  ),
  'tls-suite-cbc': takes(0xc023),
  'tls-suite-ccm': takes(0xc0ac),
  'tls-small-prime': answer(
    { versions: ['TLSv1.2'], suites: [0x009e] },
    ({ hello }) => hello?.keyExchange?.bits === 1024,
  ),
  'tls-small-curve': answer(
    { versions: ['TLSv1.2'], suites: good, groups: [19, 23] },
    ({ hello }) => hello?.keyExchange?.bits === 192,
  ),
  'tls-compression': answer(
    { versions: ['TLSv1.2'], suites: good, compression: true },
    ({ hello }) => hello?.compression === true,
  ),
  'tls-renegotiation': answer(
    { versions: ['TLSv1.2'], suites: good },
    ({ hello }) => hello?.renegotiationInfo === false && hello.extendedMasterSecret,
  ),
  'tls-master-secret': answer(
    { versions: ['TLSv1.2'], suites: good },
    ({ hello }) => hello?.extendedMasterSecret === false && hello.renegotiationInfo,
  ),
  'tls-certificate-expired': certificate(({ valid_to: end }) => Date.parse(end) < Date.now()),
  'tls-certificate-name': certificate(({ subjectaltname: names }) => names === 'DNS:other.example'),
  'tls-certificate-rsa': certificate(({ bits }) => bits === 1024),
  'tls-certificate-curve': certificate(({ bits }) => bits === 192),
  'tls-certificate-sha1': certificate((_, socket) =>
    /sha-?1/i.test(socket.getPeerX509Certificate()?.signatureAlgorithm ?? ''),
  ),
  'mtls-host-dead': async (bench) => {
    const { hostname: host, port } = new URL(bench.sandbox.mtlsOrigin)
    const offer = { versions: ['TLSv1.2', 'TLSv1.3'], suites: [0x1301, ...good] } as const
    return refused(await probeHello({ host, port: Number(port) }, offer, { timeoutMs: 5000, signal: undefined }))
  },
})
