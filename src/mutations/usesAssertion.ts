import type { Draft, JwtDraft, JwtName } from '../flow/draft.ts'
import { removeField, setField } from '../flow/fields.ts'
import { verifies } from '../flow/jws.ts'
import { type SigningKey, spareKey } from '../flow/keys.ts'
import { sendStep } from '../flow/send.ts'
import { type FlowSession, randomText } from '../flow/session.ts'
import type { Location } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { selfSigned } from './certificates.ts'
import { sentFields, sentJwt, sentMembers } from './sent.ts'
import { resolve } from './symbols.ts'
import { succeeded, type Use } from './useTypes.ts'
import type { Proof } from './verbs.ts'

const assertion = 'client_assertion' satisfies JwtName

/** The JWT that a location names: the client assertion, or the request object. */
function jwtAt(draft: Draft, { part }: Location): [JwtName, JwtDraft] {
  const name = part === 'request_object' ? part : assertion
  const jwt = draft.jwts[name]
  if (!jwt) throw new RangeError(`the ${draft.step} request of this variant has no ${name}`)
  return [name, jwt]
}

const verifiesWith =
  (name: JwtName, fresh: SigningKey, registered: SigningKey): Proof =>
  (exchange) => {
    const sent = sentJwt(exchange, name) ?? ''
    if (verifies(sent, fresh.alg, registered.publicKey)) return 'the JWT still verifies with the registered key'
    return verifies(sent, fresh.alg, fresh.publicKey) ? null : 'the JWT does not verify with the new key'
  }

const hasHeader =
  (jwt: JwtName, name: string): Proof =>
  (exchange) =>
    sentMembers(exchange, jwt, 'header')?.[name] === undefined ? `the JWT has no "${name}" header` : null

/** Signs with a new key that the client assertion or the request object itself brings or points to. */
function bringing(
  member: string,
  header: (key: SigningKey, flow: FlowSession, kid: string) => Promise<Record<string, unknown>>,
): NonNullable<Use['apply']> {
  return () => async (draft, flow, location) => {
    const [name, jwt] = jwtAt(draft, location)
    const registered = jwt.key
    const fresh = spareKey(jwt.alg)
    const { kid: _kid, ...rest } = jwt.header
    jwt.header = { ...rest, ...(await header(fresh, flow, randomText(16))) }
    jwt.key = fresh
    return [hasHeader(name, member), verifiesWith(name, { ...fresh, alg: jwt.alg }, registered)]
  }
}

const jwkSetUrl = (key: SigningKey, kid: string): string => {
  const set = JSON.stringify({ keys: [{ ...key.publicJwk, kid, alg: key.alg, use: 'sig' }] })
  return `data:application/json;base64,${Buffer.from(set).toString('base64')}`
}

const assertionText = (exchange: Exchange): string | undefined =>
  sentFields(exchange, 'form').find(([name]) => name === assertion)?.[1]

/** Named changes to the client's authentication. */
export const assertionUses: Readonly<Record<string, Use>> = {
  'embedded-jwk': {
    does: 'signs the JWT with a new key and puts that key into its jwk header',
    apply: bringing('jwk', async (key) => ({ jwk: key.publicJwk })),
  },
  'embedded-x5c': {
    does: 'signs the JWT with a new key and puts a self-signed certificate of it into its x5c header',
    apply: bringing('x5c', async (key, { actor, env }) => ({
      x5c: [selfSigned(key, actor.client.id, env.now()).toString('base64')],
    })),
  },
  'key-by-jku': {
    does: 'signs the JWT with a new key and points to it with a jku header that holds the key set itself',
    apply: bringing('jku', async (key, _flow, kid) => ({ kid, jku: jwkSetUrl(key, kid) })),
  },
  'assertion-repeated': {
    does: 'sends the step once honestly, then again with the very same client assertion',
    before: async (flow, step, actor, memory) => {
      const first = await sendStep(flow, step, null, actor)
      if (!first || !succeeded(first))
        throw new RangeError('the first request was refused, so a second one proves nothing')
      memory.set('assertion', assertionText(first.exchange) ?? '')
    },
    apply: (memory) => (draft) => {
      const first = memory.get('assertion') ?? ''
      setField(draft.form ?? [], assertion, first)
      return [(exchange) => (assertionText(exchange) === first ? null : 'another assertion was sent')]
    },
  },
  'basic-header-instead': {
    does: 'authenticates with HTTP Basic and a made-up secret instead of the client assertion',
    apply: () => (draft, flow) => {
      const form = draft.form ?? []
      removeField(form, assertion)
      removeField(form, 'client_assertion_type')
      setField(draft.headers, 'authorization', String(resolve('$authorization.basic', flow, draft)), true)
      return [
        (exchange) => {
          const basic = sentFields(exchange, 'headers').some(
            ([name, value]) => name.toLowerCase() === 'authorization' && value.startsWith('Basic '),
          )
          return basic && assertionText(exchange) === undefined
            ? null
            : 'no Basic header was sent, or an assertion as well'
        },
      ]
    },
  },
}
