import type { Draft, JwtDraft, JwtName } from '../flow/draft.ts'
import { fits, isMac, isNone, verifies } from '../flow/jws.ts'
import { type SigningKey, spareKey } from '../flow/keys.ts'
import type { FlowSession } from '../flow/session.ts'
import type { Location, Mutation } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { expiredIdentity, makeIdentity } from './certificates.ts'
import { NotApplicable } from './NotApplicable.ts'
import { type Place, placeOf } from './places.ts'
import { sentFields, sentJwt, sentMembers } from './sent.ts'
import { resolve } from './symbols.ts'

/** Looks at the recorded request: null if the change is in it, else what is missing. */
export type Proof = (exchange: Exchange) => string | null

/** Changes the draft at one location and says how delivery can be seen. */
export type Apply = (draft: Draft, flow: FlowSession, location: Location) => Proof[] | Promise<Proof[]>

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

function placed(draft: Draft, location: Location): Place {
  const place = placeOf(draft, location)
  if (place) return place
  throw new RangeError(`the ${location.step} request of this variant has no ${location.part ?? 'such part'}`)
}

const isThere =
  (place: Place, name: string, value: unknown): Proof =>
  (exchange) => {
    const sent = place.sent(exchange, name)
    return sent.length === 1 && place.equal(sent[0], value, name)
      ? null
      : `"${name}" was sent as ${show(sent[0])}, not as ${show(value)}`
  }

const isAbsent =
  (place: Place, name: string): Proof =>
  (exchange) =>
    place.sent(exchange, name).length === 0 ? null : `"${name}" was sent although it was to be left out`

const certificates = (flow: FlowSession): Readonly<Record<string, () => string | null>> => ({
  none: () => null,
  client2: () => flow.other?.identity ?? null,
  fresh: () => makeIdentity(flow, 'fresh'),
  untrusted: () => makeIdentity(flow, 'untrusted'),
  expired: () => expiredIdentity(flow),
})

/** `tls: set: { certificate: ... }`: values are names of certificates, made when first used. */
async function setCertificate(draft: Draft, flow: FlowSession, place: Place, name: string): Promise<Proof[]> {
  const make = certificates(flow)[name]
  if (!make)
    throw new RangeError(`"certificate" is one of ${Object.keys(certificates(flow)).join(', ')}, not "${name}"`)
  const before = draft.identity
  const identity = make()
  if (name !== 'none' && identity === null) throw new RangeError(`client2 has no certificate`)
  draft.identity = identity
  if (identity === null)
    return [before === null ? () => 'no certificate would have been sent anyway' : isAbsent(place, 'certificate')]
  return [isThere(place, 'certificate', identity)]
}

const setAll = (values: Readonly<Record<string, unknown>>): Apply =>
  async function set(draft, flow, location) {
    const place = placed(draft, location)
    if (location.part === 'tls') return setCertificate(draft, flow, place, String(values.certificate))
    return Object.entries(values).map(([name, raw]) => {
      const value = resolve(raw, flow, draft)
      place.set(name, value)
      return isThere(place, name, value)
    })
  }

const removeAll = (names: readonly string[]): Apply =>
  function remove(draft, _flow, location) {
    const place = placed(draft, location)
    const had = new Set(place.names().map((n) => n.toLowerCase()))
    const missing = names.filter((name) => !had.has(name.toLowerCase()))
    for (const name of names) place.remove(name)
    if (missing.length > 0) return [() => `"${missing.join('", "')}" would not have been sent anyway`]
    return names.map((name) => isAbsent(place, name))
  }

const keepOnly = (names: readonly string[]): Apply =>
  function keep(draft, _flow, location) {
    const place = placed(draft, location)
    for (const name of place.names()) if (!names.includes(name)) place.remove(name)
    return [
      (exchange) => {
        const extra = place.sentNames(exchange).filter((name) => !names.includes(name))
        return extra.length === 0
          ? null
          : `"${extra.join('", "')}" was sent although only ${names.join(', ')} were to stay`
      },
    ]
  }

function jwtOf(draft: Draft, location: Location): [JwtName, JwtDraft] {
  const { part } = location
  const isJwt = part === 'client_assertion' || part === 'dpop' || part === 'request_object' || part === 'payload'
  const jwt = isJwt ? draft.jwts[part] : undefined
  if (jwt && part !== null) return [part as JwtName, jwt]
  if (part === 'payload') throw new NotApplicable('the profile does not sign the body of this request')
  throw new RangeError(`the ${location.step} request of this variant has no ${part ?? 'JWT'}`)
}

/** A key that can sign with that algorithm: the draft's own if it fits; for DPoP a new one, shown in the jwk header. */
function keyFor(alg: string, name: JwtName, jwt: JwtDraft, flow: FlowSession): SigningKey {
  if (fits(alg, jwt.key.privateKey)) return jwt.key
  if (name !== 'dpop') throw new RangeError(`the registered key of "${flow.actor.client.name}" cannot sign with ${alg}`)
  return spareKey(alg)
}

function useMac(alg: string, name: JwtName, jwt: JwtDraft): void {
  const secret = Buffer.from(jwt.key.publicKey.export({ type: 'spki', format: 'pem' }).toString())
  jwt.secret = secret
  if (name === 'dpop') jwt.header.jwk = { kty: 'oct', k: secret.toString('base64url') }
  jwt.alg = alg
}

const withAlg = (alg: string): Apply =>
  function changeAlg(draft, flow, location) {
    const [name, jwt] = jwtOf(draft, location)
    jwt.header.alg = alg
    if (isNone(alg)) jwt.alg = 'none'
    else if (isMac(alg)) useMac(alg, name, jwt)
    else {
      jwt.key = keyFor(alg, name, jwt, flow)
      jwt.alg = alg
      if (name === 'dpop') jwt.header.jwk = jwt.key.publicJwk
    }
    return [
      (exchange) => {
        const sent = sentMembers(exchange, name, 'header')?.alg
        return sent === alg ? null : `"alg" was sent as ${show(sent)}, not as "${alg}"`
      },
    ]
  }

const keys: Readonly<Record<string, (flow: FlowSession, jwt: JwtDraft) => SigningKey | null>> = {
  client2: (flow) => flow.other?.key ?? null,
  fresh: (_flow, jwt) => spareKey(jwt.alg),
}

const withKey = (which: string): Apply =>
  function changeKey(draft, flow, location) {
    const [name, jwt] = jwtOf(draft, location)
    const before = jwt.key
    const key = keys[which]?.(flow, jwt) ?? null
    if (!key) throw new RangeError(`"key: ${which}" names no key of this target`)
    jwt.key = key
    if (key.alg !== jwt.alg && name !== 'dpop') {
      jwt.alg = key.alg
      jwt.header.alg = key.alg
    }
    if (name === 'dpop' && location.place === null) jwt.header.jwk = key.publicJwk
    // A server that looks for keys by kid among those of all clients has to find this one.
    if (key.kid !== null && jwt.header.kid !== undefined) jwt.header.kid = key.kid
    return [
      (exchange) => {
        const sent = sentJwt(exchange, name) ?? ''
        if (verifies(sent, jwt.alg, before.publicKey))
          return 'the JWT still verifies with the key it was not to be signed with'
        return verifies(sent, jwt.alg, key.publicKey)
          ? null
          : 'the JWT does not verify with the key it was to be signed with'
      },
    ]
  }

const withSignature = (fault: string): Apply =>
  function breakSignature(draft, _flow, location) {
    const [name, jwt] = jwtOf(draft, location)
    if (fault !== 'corrupt' && fault !== 'strip' && fault !== 'missing') {
      throw new RangeError(`"signature" is one of corrupt, strip, missing, not "${fault}"`)
    }
    jwt.signatureFault = fault
    return [
      (exchange) => {
        const sent = sentJwt(exchange, name)
        if (sent === null) return 'no JWT was sent'
        return verifies(sent, jwt.alg, jwt.key.publicKey) ? 'the signature of the JWT still verifies' : null
      },
    ]
  }

const withMethod = (method: string): Apply =>
  function changeMethod(draft) {
    draft.method = method
    return [({ request }) => (request.method === method ? null : `the method was ${request.method}, not ${method}`)]
  }

const twice = (names: readonly string[]): Apply =>
  function duplicate(draft, _flow, location) {
    const part = location.part ?? 'form'
    const fields = part === 'headers' ? draft.headers : part === 'query' ? draft.query : (draft.form ?? [])
    const key = (name: string): string => (part === 'headers' ? name.toLowerCase() : name)
    for (const name of names) {
      const found = fields.find(([n]) => key(n) === key(name))
      if (!found) throw new RangeError(`the ${location.step} request has no "${name}" to send twice`)
      fields.push([found[0], found[1]])
    }
    return names.map((name) => (exchange) => {
      const count = sentFields(exchange, part).filter(([n]) => key(n) === key(name)).length
      return count === 2 ? null : `"${name}" was sent ${count} times, not twice`
    })
  }

/** Verbs that change a draft, by their YAML name; the others (`skip replay after as user`) steer the flow. */
export const verbs: Readonly<Record<string, (mutation: Mutation) => Apply | null>> = {
  set: ({ set }) => (set ? setAll(set) : null),
  remove: ({ remove }) => (remove ? removeAll(remove) : null),
  keep: ({ keep }) => (keep ? keepOnly(keep) : null),
  alg: ({ alg }) => (alg ? withAlg(alg) : null),
  key: ({ key }) => (key ? withKey(key) : null),
  signature: ({ signature }) => (signature ? withSignature(signature) : null),
  method: ({ method }) => (method ? withMethod(method) : null),
  duplicate: ({ duplicate }) => (duplicate ? twice(duplicate) : null),
}
