import { createHash, randomUUID } from 'node:crypto'
import { proofDefects } from '../../src/sandbox/proofDefects.ts'
import { type Bench, type Probe, type ProbeWithOptions, testDefects } from './defectHarness.ts'
import { corrupt, type ProofKey, privateKeyOf, proofKey, seconds, signRaw, unsigned } from './keys.ts'
import type { Answer, Proof, Walker } from './walker.ts'

type Place = 'as' | 'rs'
/** How the proof differs from an honest one; `key` comes first because a token is bound to it. */
interface Fault extends Proof {
  readonly key?: () => Promise<ProofKey>
}

const targets = { as: '/token', rs: '/accounts' } as const

/** Sends an otherwise honest request with this proof header to the token endpoint or the resource. */
const ask = async (
  walker: Walker,
  place: Place,
  makeHeader: (honest: Proof) => Promise<string | string[]>,
): Promise<Answer> => {
  if (place === 'as') {
    const form = { ...(await walker.credentials()), grant_type: 'client_credentials', scope: 'accounts' }
    return walker.post('/token', form, { dpop: await makeHeader({}) })
  }
  // The token itself is got honestly, with the same key.
  const form = { ...(await walker.credentials()), grant_type: 'client_credentials', scope: 'accounts' }
  const honest = await walker.post('/token', form, await walker.asProof('/token'))
  const token = honest.json.access_token
  const ath = createHash('sha256').update(String(token)).digest('base64url')
  return walker.get('/accounts', { authorization: `DPoP ${token}`, dpop: await makeHeader({ claims: { ath } }) })
}

const proofFor = (walker: Walker, place: Place, honest: Proof, fault: Proof) =>
  walker.proof(place === 'as' ? 'POST' : 'GET', walker.origin + targets[place], {
    ...fault,
    claims: { ...honest.claims, ...fault.claims },
  })

/** A faulty proof is accepted. */
const accepted = (place: Place, fault: (walker: Walker) => Fault): Probe => {
  return async (bench) => {
    const walker = await bench.walker()
    const { key, ...change } = fault(walker)
    if (key !== undefined) walker.key = await key()
    return (await ask(walker, place, (honest) => proofFor(walker, place, honest, change))).status === 200
  }
}

/** A proof that says es256 and is signed with ES256 is accepted. */
const inLowerCase = (place: Place): Probe => {
  return async (bench) => {
    const walker = await bench.walker()
    const [htm, htu] = [place === 'as' ? 'POST' : 'GET', walker.origin + targets[place]]
    const answer = await ask(walker, place, async ({ claims }) =>
      signRaw(
        { alg: 'es256', typ: 'dpop+jwt', jwk: walker.key.jwk },
        { jti: randomUUID(), htm, htu, iat: seconds(), ...claims },
        walker.key.privateKey,
      ),
    )
    return answer.status === 200
  }
}

/** A proof that has to be accepted is refused. */
const refused = (place: Place, fault: (walker: Walker) => Proof): Probe => {
  const probe = accepted(place, fault)
  return async (bench) => !(await probe(bench))
}

const twice = (place: Place): Probe => {
  return async (bench) => {
    const walker = await bench.walker()
    return (
      (
        await ask(walker, place, async (honest) => [
          await proofFor(walker, place, honest, {}),
          await proofFor(walker, place, honest, {}),
        ])
      ).status === 200
    )
  }
}

const replayed = (place: Place): Probe => {
  return async (bench) => {
    const walker = await bench.walker()
    const jti = 'the-same'
    const send = () => ask(walker, place, (honest) => proofFor(walker, place, honest, { claims: { jti } }))
    await send()
    return (await send()).status === 200
  }
}

/** jose does not sign with RSA keys under 2048 bits, so the proof is made by hand. */
const shortKey: Probe = async (bench) => {
  const walker = await bench.walker()
  const key = await proofKey('PS256', 1024)
  const claims = { jti: randomUUID(), htm: 'POST', htu: `${walker.origin}/token`, iat: seconds() }
  const make = async () => signRaw({ alg: 'PS256', typ: 'dpop+jwt', jwk: key.jwk }, claims, key.privateKey)
  return (await ask(walker, 'as', make)).status === 200
}

const crit = (place: Place): Probe => {
  return async (bench) => {
    const walker = await bench.walker()
    const header = { alg: 'ES256', typ: 'dpop+jwt', jwk: walker.key.jwk, crit: ['urn:x'], 'urn:x': 1 }
    const method = place === 'as' ? 'POST' : 'GET'
    const base = { jti: randomUUID(), htm: method, htu: walker.origin + targets[place], iat: seconds() }
    const make = async (honest: Proof) =>
      signRaw(header, { ...base, ...honest.claims }, privateKeyOf(walker.key.privateJwk))
    return (await ask(walker, place, make)).status === 200
  }
}

const other = (place: Place) => (walker: Walker) => ({ claims: { htu: `${walker.origin}${targets[place]}/other` } })
const odd = (place: Place) => (walker: Walker) => ({
  claims: { htu: `${walker.origin.replace('https://', 'HTTPS://')}${targets[place]}` },
})

const withQuery = (place: Place) => (walker: Walker) => ({ claims: { htu: `${walker.origin}${targets[place]}?a=b` } })

const nonce = (place: Place, judge: (walker: Walker, first: Answer) => Promise<boolean>): ProbeWithOptions => [
  { nonces: place },
  async (bench: Bench) => {
    const walker = await bench.walker()
    return judge(walker, await ask(walker, place, (honest) => proofFor(walker, place, honest, {})))
  },
]

const wrongNonce = (place: Place) =>
  nonce(place, async (walker) => {
    const answer = await ask(walker, place, (honest) =>
      proofFor(walker, place, honest, { claims: { nonce: 'made-up' } }),
    )
    return answer.status === 200
  })

const demandWithoutHeader = (place: Place) =>
  nonce(place, async (_walker, first) => first.status !== 200 && first.headers['dpop-nonce'] === undefined)

testDefects(proofDefects, {
  'as-dpop-multiple': twice('as'),
  'as-dpop-typ': accepted('as', () => ({ header: { typ: 'jwt' } })),
  'as-dpop-alg': accepted('as', () => ({ key: () => proofKey('RS256') })),
  'as-dpop-alg-case': inLowerCase('as'),
  'as-dpop-alg-none': accepted('as', () => ({ finish: unsigned })),
  'as-dpop-private-jwk': accepted('as', ({ key }) => ({ header: { jwk: key.privateJwk } })),
  'as-dpop-key-size': shortKey,
  'as-dpop-crit': crit('as'),
  'as-dpop-signature': accepted('as', () => ({ finish: corrupt })),
  'as-dpop-claims': accepted('as', () => ({ claims: { jti: undefined } })),
  'as-dpop-htm': accepted('as', () => ({ claims: { htm: 'PUT' } })),
  'as-dpop-htu': accepted('as', other('as')),
  'as-dpop-htu-raw': refused('as', odd('as')),
  'as-dpop-iat-old': accepted('as', () => ({ claims: { iat: seconds() - 3600 } })),
  'as-dpop-iat-future': accepted('as', () => ({ claims: { iat: seconds() + 120 } })),
  'as-dpop-nbf': accepted('as', () => ({ claims: { nbf: seconds() + 120 } })),
  'as-dpop-skew': refused('as', () => ({ claims: { iat: seconds() + 9 } })),
  'as-dpop-extra': refused('as', () => ({ claims: { colour: 'blue' } })),
  'as-dpop-htu-query': refused('as', withQuery('as')),
  'as-dpop-recent': refused('as', () => ({ claims: { iat: seconds() - 20 } })),
  'as-dpop-times': refused('as', () => ({ claims: { nbf: seconds(), exp: seconds() + 60 } })),
  'as-dpop-header-case': async (bench) => {
    const walker = await bench.walker()
    const form = { ...(await walker.credentials()), grant_type: 'client_credentials', scope: 'accounts' }
    return (await walker.post('/token', form, { DPOP: await proofFor(walker, 'as', {}, {}) })).status !== 200
  },
  'as-dpop-replay': replayed('as'),
  'as-dpop-nonce-missing': nonce('as', async (_walker, first) => first.status === 200),
  'as-dpop-nonce-wrong': wrongNonce('as'),
  'as-dpop-nonce-header': demandWithoutHeader('as'),
  'as-dpop-nonce-twice': nonce('as', async (_walker, first) => Array.isArray(first.headers['dpop-nonce'])),
  'dpop-nonce-characters': nonce('as', async (_walker, first) => String(first.headers['dpop-nonce']).includes('\\')),
  'as-dpop-error': async (bench) => {
    const walker = await bench.walker()
    const answer = await ask(walker, 'as', (honest) => proofFor(walker, 'as', honest, { finish: corrupt }))
    return answer.json.error !== 'invalid_dpop_proof'
  },
  'rs-dpop-multiple': twice('rs'),
  'rs-dpop-malformed': async (bench) => (await ask(await bench.walker(), 'rs', async () => 'no JWT')).status === 200,
  'rs-dpop-typ': accepted('rs', () => ({ header: { typ: 'jwt' } })),
  'rs-dpop-alg': async (bench) => {
    const walker = await bench.walker()
    // The token is bound with PS256, the resource is asked with RS256 and the same key.
    walker.key = await proofKey('PS256')
    const make = (honest: Proof) =>
      walker.proof('GET', `${walker.origin}/accounts`, { ...honest }, { ...walker.key, alg: 'RS256' })
    return (await ask(walker, 'rs', make)).status === 200
  },
  'rs-dpop-alg-case': inLowerCase('rs'),
  'rs-dpop-alg-none': accepted('rs', () => ({ finish: unsigned })),
  'rs-dpop-private-jwk': accepted('rs', ({ key }) => ({ header: { jwk: key.privateJwk } })),
  'rs-dpop-crit': crit('rs'),
  'rs-dpop-signature': accepted('rs', () => ({ finish: corrupt })),
  'rs-dpop-claims': accepted('rs', () => ({ claims: { jti: undefined } })),
  'rs-dpop-htm': accepted('rs', () => ({ claims: { htm: 'PUT' } })),
  'rs-dpop-htu': accepted('rs', other('rs')),
  'rs-dpop-htu-raw': refused('rs', odd('rs')),
  'rs-dpop-iat-old': accepted('rs', () => ({ claims: { iat: seconds() - 3600 } })),
  'rs-dpop-iat-future': accepted('rs', () => ({ claims: { iat: seconds() + 3600 } })),
  'rs-dpop-extra': refused('rs', () => ({ claims: { colour: 'blue' } })),
  'rs-dpop-htu-query': refused('rs', withQuery('rs')),
  'rs-dpop-recent': refused('rs', () => ({ claims: { iat: seconds() - 20 } })),
  'rs-dpop-times': refused('rs', () => ({ claims: { nbf: seconds(), exp: seconds() + 60 } })),
  'rs-dpop-skew': refused('rs', () => ({ claims: { iat: seconds() + 9 } })),
  'rs-dpop-replay': async (bench) => {
    const walker = await bench.walker()
    const token = (await walker.clientCredentials()).json.access_token
    const headers = await walker.access(token)
    await walker.get('/accounts', headers)
    return (await walker.get('/accounts', headers)).status === 200
  },
  'rs-dpop-ath': accepted('rs', () => ({ claims: { ath: 'A'.repeat(43) } })),
  'rs-dpop-nonce-missing': nonce('rs', async (_walker, first) => first.status === 200),
  'rs-dpop-nonce-wrong': wrongNonce('rs'),
  'rs-dpop-nonce-header': demandWithoutHeader('rs'),
})
