import type { Draft, JwtDraft } from '../flow/draft.ts'
import { removeField } from '../flow/fields.ts'
import { verifies } from '../flow/jws.ts'
import { spareKey, thumbprint } from '../flow/keys.ts'
import { sendStep } from '../flow/send.ts'
import { type FlowSession, randomId } from '../flow/session.ts'
import { dpopProof, nonceParty } from '../flow/strategies.ts'
import { thumbprintOf } from '../json/thumbprint.ts'
import { NotApplicable } from './NotApplicable.ts'
import { paramsOf } from './places.ts'
import { sentJwt, sentMembers } from './sent.ts'
import { resolve } from './symbols.ts'
import { succeeded, type Use } from './useTypes.ts'
import type { Proof } from './verbs.ts'

function proofOf(draft: Draft): JwtDraft {
  const jwt = draft.jwts.dpop
  if (!jwt) throw new RangeError(`the ${draft.step} request of this variant has no dpop proof`)
  return jwt
}

const claimIs =
  (name: string, value: unknown): Proof =>
  (exchange) => {
    const sent = sentMembers(exchange, 'dpop', 'claims')?.[name]
    return sent === value ? null : `"${name}" was sent as ${JSON.stringify(sent)}, not as ${JSON.stringify(value)}`
  }

const algIs =
  (alg: string): Proof =>
  (exchange) =>
    sentMembers(exchange, 'dpop', 'header')?.alg === alg ? null : `the proof does not say "alg": "${alg}"`

const hasProof: Proof = (exchange) => (sentJwt(exchange, 'dpop') === null ? 'no DPoP header was sent' : null)

/** A server that hands out nonces may tell the age of a proof by them (RFC 9449 section 4.3 item 11). */
function withoutNonces(flow: FlowSession, draft: Draft): void {
  if (flow.env.nonces.has(nonceParty(draft.step)) || proofOf(draft).claims.nonce !== undefined) {
    throw new NotApplicable('the server uses DPoP nonces, which may tell the time instead of iat')
  }
}

const issued =
  (offsetS: number): NonNullable<Use['apply']> =>
  () =>
  (draft, flow) => {
    withoutNonces(flow, draft)
    const iat = Math.floor(flow.env.now() / 1000) + offsetS
    proofOf(draft).claims.iat = iat
    return [claimIs('iat', iat)]
  }

function takesRsa(flow: FlowSession): void {
  const listed = flow.env.server.metadata.dpop_signing_alg_values_supported
  if (Array.isArray(listed) && !listed.includes('PS256'))
    throw new NotApplicable('the server takes no RSA keys for DPoP')
}

const withJkt =
  (symbol: string): NonNullable<Use['apply']> =>
  () =>
  (draft, flow) => {
    const jkt = String(resolve(symbol, flow, draft))
    const params = paramsOf(draft)
    params.set('dpop_jkt', jkt)
    const sent: Proof = (exchange) =>
      params.sent(exchange, 'dpop_jkt').includes(jkt) ? null : '"dpop_jkt" was not sent'
    return [hasProof, sent]
  }

const boundKey = (header: Record<string, unknown> | null | undefined): string => thumbprintOf(header?.jwk) ?? ''

/** Named changes to DPoP proofs. */
export const proofUses: Readonly<Record<string, Use>> = {
  'dpop-header-upper-case': {
    does: 'writes the header name as DPOP',
    apply: () => (draft) => {
      proofOf(draft)
      removeField(draft.headers, 'DPoP', true)
      draft.headers.push(['DPOP', { jwt: 'dpop' }])
      return [
        ({ request }) => {
          const names = request.headers.map(([name]) => name).filter((name) => name.toLowerCase() === 'dpop')
          return names.length === 1 && names[0] === 'DPOP'
            ? null
            : `the header was sent as ${names.join(', ') || 'nothing'}`
        },
      ]
    },
  },
  'dpop-rsa-key-rs256': {
    does: 'binds the token to an RSA key, then signs the proof at the resource with RS256 instead of PS256',
    // From the start, as a proof on the push binds the code to its key.
    prepare: (flow) => {
      takesRsa(flow)
      flow.dpopKey = spareKey('PS256')
    },
    apply: () => (draft, flow, location) => {
      const proof = proofOf(draft)
      const alg = location.step === 'token' ? 'PS256' : 'RS256'
      Object.assign(proof, { key: flow.dpopKey, alg })
      Object.assign(proof.header, { alg, jwk: flow.dpopKey.publicJwk })
      return [algIs(alg)]
    },
  },
  'dpop-hs256-bound-key': {
    does: 'signs the proof with HS256 keyed by the text of the bound public key, which stays in the jwk header',
    apply: () => (draft, flow) => {
      const proof = proofOf(draft)
      proof.secret = Buffer.from(proof.key.publicKey.export({ type: 'spki', format: 'pem' }).toString())
      proof.alg = 'HS256'
      proof.header.alg = 'HS256'
      const jkt = thumbprint(flow.dpopKey.publicJwk)
      return [
        algIs('HS256'),
        (exchange) =>
          boundKey(sentMembers(exchange, 'dpop', 'header')) === jkt ? null : 'the jwk header is not the bound key',
      ]
    },
  },
  'dpop-rsa-1024': {
    does: 'signs the proof with a new RSA key of 1024 bits',
    apply: () => (draft) => {
      const proof = proofOf(draft)
      const key = spareKey('PS256', 1024)
      Object.assign(proof, { key, alg: 'PS256' })
      Object.assign(proof.header, { alg: 'PS256', jwk: key.publicJwk })
      return [
        (exchange) => {
          const jwk = sentMembers(exchange, 'dpop', 'header')?.jwk as { n?: unknown } | undefined
          const bytes = Buffer.from(String(jwk?.n ?? ''), 'base64url').length
          if (bytes !== 128) return `the modulus has ${bytes} bytes, not 128`
          return verifies(sentJwt(exchange, 'dpop') ?? '', 'PS256', key.publicKey)
            ? null
            : 'the proof does not verify with that key'
        },
      ]
    },
  },
  'dpop-iat-hour-old': { does: 'says in iat that the proof was made an hour ago', apply: issued(-3600) },
  'dpop-iat-hour-ahead': { does: 'says in iat that the proof is made an hour from now', apply: issued(3600) },
  'dpop-jti-repeated': {
    does: 'sends the step once honestly, then again with a new proof of the same jti',
    before: async (flow, step, actor, memory) => {
      // FAPI2-SP 6.2 names short-lived nonces as the other way against replay.
      if (step === 'resource' && flow.env.nonces.has('rs')) {
        throw new NotApplicable('the server uses DPoP nonces, which limit replay without tracking of jti')
      }
      memory.set('jti', randomId())
      const first = await sendStep(
        flow,
        step,
        (draft) => {
          // An honest push needs no proof; this one is to carry the proof that is repeated.
          if (draft.jwts.dpop === undefined) dpopProof(draft, flow, actor)
          proofOf(draft).claims.jti = memory.get('jti')
        },
        actor,
      )
      if (!first || !succeeded(first))
        throw new RangeError('the first request was refused, so a second one proves nothing')
      const sent = sentMembers(first.exchange, 'dpop', 'claims')?.jti
      if (typeof sent !== 'string') throw new RangeError('the first request carried no jti, so none could be repeated')
      memory.set('jti', sent)
    },
    apply: (memory) => (draft) => {
      const jti = memory.get('jti') ?? ''
      proofOf(draft).claims.jti = jti
      return [claimIs('jti', jti)]
    },
  },
  'dpop-proof-at-par': {
    does: 'sends an honest DPoP proof with the pushed request',
    honest: true,
    apply: () => () => [hasProof],
  },
  'dpop-proof-and-jkt-at-par': {
    does: 'sends a DPoP proof and the matching dpop_jkt with the pushed request',
    honest: true,
    apply: withJkt('$dpop.jkt'),
  },
  'dpop-proof-with-other-jkt-at-par': {
    does: 'sends a DPoP proof and the dpop_jkt of another key with the pushed request',
    apply: withJkt('$dpop.other_jkt'),
  },
}
