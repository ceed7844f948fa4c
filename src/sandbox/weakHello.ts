import type { HelloFacts } from './readHello.ts'
import type { Strict } from './strict.ts'
import type { tlsDefects } from './tlsDefects.ts'

/** What a careless server says to a hello. No TLS library of today can be brought to it, so the bytes are made here. */
interface WeakAnswer {
  readonly version: number
  readonly suite: number
  readonly compression?: number
  /** Extensions with which it answers; default: renegotiation_info and extended_master_secret. */
  readonly extensions?: readonly number[]
  /** Named group of an ECDHE key exchange. */
  readonly group?: number
  /** Length of the prime of a DHE key exchange. */
  readonly primeBytes?: number
}

type Rule = (hello: HelloFacts) => WeakAnswer | 'alert' | 'ssl2' | null

const tls12 = 0x0303
const tls13 = 0x0304
const ssl3 = 0x0300
const renegotiationInfo = 0xff01
const extendedMasterSecret = 23
/** RFC 9325 section 4.2, with the ChaCha20 suites that are as good. */
const good = [0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9]
const usual = 0xc02b

const isOld = ({ versions }: HelloFacts): boolean => !versions.includes(tls13)
const offersGood = ({ suites }: HelloFacts): boolean => suites.some((suite) => good.includes(suite))

/** A server that takes the suite from clients that offer nothing better. */
const takes =
  (suite: number, more: Partial<WeakAnswer> = {}): Rule =>
  (hello) =>
    isOld(hello) && !offersGood(hello) && hello.suites.includes(suite) ? { version: tls12, suite, ...more } : null

/** A server whose TLS 1.2 is as it should be but for one thing. */
const answers =
  (answer: Partial<WeakAnswer>, when: (hello: HelloFacts) => boolean = () => true): Rule =>
  (hello) =>
    hello.versions.includes(tls12) && isOld(hello) && hello.suites.includes(usual) && when(hello)
      ? { version: tls12, suite: usual, ...answer }
      : null

const smallCurve = 19

/** How the defects of the handshake answer; null: as OpenSSL would. */
export const helloRules: Readonly<Partial<Record<keyof typeof tlsDefects, Rule>>> = {
  'tls-ssl': ({ isSsl2, versions }) =>
    isSsl2 ? 'ssl2' : versions[0] === ssl3 ? { version: ssl3, suite: 0x0005, extensions: [] } : null,
  'tls-single-version': ({ versions }) =>
    [[tls12], [tls13]].some((one) => one.join() === versions.join()) ? 'alert' : null,
  'tls-order': ({ versions }) =>
    versions.includes(tls13) && versions.indexOf(tls12) >= 0 && versions.indexOf(tls12) < versions.indexOf(tls13)
      ? { version: tls12, suite: usual }
      : null,
  'tls-recommended': (hello) => (isOld(hello) && hello.suites.every((suite) => good.includes(suite)) ? 'alert' : null),
  'tls-suite-null': takes(0x003b),
  'tls-suite-anonymous': takes(0x0034),
  'tls-suite-rc4': takes(0x0005),
  'tls-suite-export': takes(0x0003),
  'tls-suite-3des': takes(0x000a),
  'tls-suite-static-rsa': takes(0x009c),
  'tls-suite-static-dh': takes(0xc031),
  'tls-suite-dhe': takes(0x009e, { primeBytes: 256 }),
  'tls-suite-cbc': takes(0xc023),
  'tls-suite-ccm': takes(0xc0ac),
  'tls-small-prime': takes(0x009e, { primeBytes: 128 }),
  'tls-small-curve': answers({ group: smallCurve }, ({ groups }) => groups.includes(smallCurve)),
  'tls-compression': answers({ compression: 1 }, ({ compressions }) => compressions.includes(1)),
  'tls-renegotiation': answers({ extensions: [extendedMasterSecret] }),
  'tls-master-secret': answers({ extensions: [renegotiationInfo] }),
}

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
const message = (type: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([type, 0]), u16(body.length), body])
const record = (type: number, version: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type]), u16(version), u16(body.length), body])

const empty = (type: number): Buffer => {
  const data = type === renegotiationInfo ? Buffer.from([0]) : Buffer.alloc(0)
  return Buffer.concat([u16(type), u16(data.length), data])
}

function keyExchange({ group, primeBytes }: WeakAnswer): Buffer[] {
  if (group !== undefined) return [message(12, Buffer.concat([Buffer.from([3]), u16(group), Buffer.alloc(64)]))]
  if (primeBytes === undefined) return []
  const prime = Buffer.alloc(primeBytes, 0xff)
  const parts = [u16(primeBytes), prime, u16(1), Buffer.from([2]), u16(primeBytes), prime, Buffer.alloc(64)]
  return [message(12, Buffer.concat(parts))]
}

/** ServerHello to ServerHelloDone in one record. */
function helloBytes(answer: WeakAnswer): Buffer {
  const { version, suite, compression = 0, extensions = [renegotiationInfo, extendedMasterSecret] } = answer
  const list = Buffer.concat(extensions.map(empty))
  const parts = [u16(version), Buffer.alloc(32, 7), Buffer.from([0]), u16(suite), Buffer.from([compression])]
  const hello = Buffer.concat(list.length === 0 ? parts : [...parts, u16(list.length), list])
  const flight = [message(2, hello), message(11, Buffer.alloc(3)), ...keyExchange(answer), message(14, Buffer.alloc(0))]
  return record(22, version, Buffer.concat(flight))
}

const handshakeFailure = Buffer.from([2, 40])
/** An SSL 2.0 SERVER-HELLO. */
const ssl2Hello = Buffer.from([0x80, 0x0b, 4, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0])

/** How a host answers that finishes no handshake. */
export const refuseHello = (): Buffer => record(21, tls12, handshakeFailure)

/** What the first rule says that has something to say to a hello; null: it goes to the real TLS. */
export function createWeakHello(strict: Strict): ((hello: HelloFacts) => Buffer | null) | null {
  const rules = Object.entries(helloRules).filter(([id]) => !strict(id as keyof typeof tlsDefects))
  if (rules.length === 0) return null
  return (hello) => {
    const said = rules.map(([, rule]) => rule(hello)).find((one) => one !== null)
    if (said === undefined || said === null) return null
    if (said === 'ssl2') return ssl2Hello
    return said === 'alert' ? refuseHello() : helloBytes(said)
  }
}
