import { randomUUID } from 'node:crypto'
import { visitAuthorize } from '../flow/authorize.ts'
import { makeConsent, useConsents } from '../flow/consents.ts'
import { sendStep } from '../flow/send.ts'
import { type FlowSession, randomText } from '../flow/session.ts'
import type { Consent } from '../profile/types.ts'
import type { Exchange } from '../wire/types.ts'
import { NotApplicable } from './NotApplicable.ts'
import { sentFields, sentMembers } from './sent.ts'
import { type Memory, succeeded, type Use } from './useTypes.ts'
import type { Proof } from './verbs.ts'

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

/** A character of the same kind: what looks like an id of the server is looked up, what does not may be refused by its form. */
function another(character: string): string {
  if (/[0-9]/.test(character)) return String(randomDigit())
  const letter =
    randomText(24)
      .replace(/[^A-Za-z]/g, '')
      .charAt(0) || 'a'
  return /[a-z]/.test(character) ? letter.toLowerCase() : letter.toUpperCase()
}

const randomDigit = (): number => Number.parseInt(randomUUID().slice(0, 4), 16) % 10

/** A value of the same form that no server has given: another UUID, or other characters at its end. */
export function unknownLike(value: string): string {
  if (uuid.test(value)) return value.replace(uuid, randomUUID())
  const end = /[A-Za-z0-9]{1,16}(?=[^A-Za-z0-9]*$)/.exec(value)
  const changed = end === null ? value : value.replace(end[0], [...end[0]].map(another).join(''))
  return changed === value || end === null || end[0].length < 6 ? randomUUID() : changed
}

/** The consent that the case is about. */
function consentOf(flow: FlowSession, memory: Memory): Consent {
  const id = memory.get('consent')
  const found = flow.env.ecosystem?.profile.consents.find((consent) => consent.id === id)
  if (found === undefined) throw new RangeError(`the profile has no consent "${id ?? ''}"`)
  return found
}

/** Everything that an authorization request said, as text. */
function saidIn(exchange: Exchange): string {
  const object = sentMembers(exchange, 'request_object', 'claims')
  const fields = sentFields(exchange, 'form').filter(([name]) => name !== 'request')
  return JSON.stringify([...fields.map(([, value]) => value), ...(object === null ? [] : [JSON.stringify(object)])])
}

/** A value as it stands in text that is JSON inside JSON, or not. */
const isSaid = (exchange: Exchange, value: string): boolean => {
  const said = saidIn(exchange)
  const once = JSON.stringify(value).slice(1, -1)
  return [value, once, JSON.stringify(once).slice(1, -1)].some((form) => said.includes(form))
}

/** The values of this consent are in the request. */
const carried =
  (consent: Consent, flow: FlowSession): Proof =>
  (exchange) => {
    const values = Object.keys(consent.take).map((name) => flow.consents?.get(name) ?? '')
    return values.some((value) => isSaid(exchange, value)) ? null : 'the request names no value of the consent'
  }

function replaceValues(flow: FlowSession, consent: Consent, value: (name: string, before: string) => string): void {
  const values = new Map(flow.consents)
  for (const name of Object.keys(consent.take)) values.set(name, value(name, values.get(name) ?? ''))
  useConsents(flow, values)
}

/** Uses the consent up: one authorization from the push to the token, which has to be accepted. */
async function useUp(flow: FlowSession): Promise<void> {
  const pushed = await sendStep(flow, 'par')
  const visited = succeeded(pushed) ? await visitAuthorize(flow) : null
  const redeemed = visited !== null && flow.code !== null ? await sendStep(flow, 'token') : null
  if (!succeeded(redeemed)) throw new RangeError('the consent could not be used the first time')
  flow.requestUri = null
  flow.code = null
}

/** Changes to the consent of a flow; the case names it by `each: consent`. */
export const consentUses: Readonly<Record<string, Use>> = {
  'consent-unknown': {
    does: 'names a consent of the right form that the server never gave',
    before: async (flow, _step, _actor, memory) =>
      replaceValues(flow, consentOf(flow, memory), (_name, before) => unknownLike(before)),
    apply: (memory) => (_draft, flow) => [carried(consentOf(flow, memory), flow)],
  },
  'consent-of-client2': {
    does: 'names a consent that client2 has made',
    before: async (flow, _step, _actor, memory) => {
      const consent = consentOf(flow, memory)
      if (flow.other === null) throw new NotApplicable('the target file has no client2')
      const made = await makeConsent(flow, consent, flow.other)
      if (!('values' in made)) throw new RangeError(`client2 could not make the consent: ${made.detail}`)
      replaceValues(flow, consent, (name) => made.values.get(name) ?? '')
    },
    apply: (memory) => (_draft, flow) => [carried(consentOf(flow, memory), flow)],
  },
  'consent-used-twice': {
    does: 'uses a consent for one authorization up to the token, and then for a second one',
    before: async (flow, _step, _actor, memory) => {
      if (!consentOf(flow, memory).singleUse) throw new NotApplicable('the profile does not say that it is for one use')
      await useUp(flow)
    },
    apply: (memory) => (_draft, flow) => [carried(consentOf(flow, memory), flow)],
  },
  'consent-missing': {
    does: 'asks for the same without a consent',
    before: async (flow, _step, _actor, memory) => {
      const { id, take } = consentOf(flow, memory)
      memory.set('dropped', JSON.stringify(Object.keys(take).map((name) => flow.consents?.get(name) ?? '')))
      flow.withoutConsents = [id]
      useConsents(flow, new Map([...(flow.consents ?? [])].filter(([name]) => take[name] === undefined)))
    },
    apply: (memory) => () => [
      (exchange) => {
        const dropped = JSON.parse(memory.get('dropped') ?? '[]') as readonly string[]
        return dropped.some((value) => isSaid(exchange, value)) ? 'the request still names the consent' : null
      },
    ],
  },
}
