import type { Draft } from '../flow/draft.ts'
import type { FlowSession } from '../flow/session.ts'
import { NotApplicable } from './NotApplicable.ts'
import { paramsOf } from './places.ts'
import type { Use } from './useTypes.ts'
import type { Proof } from './verbs.ts'

type Detail = Readonly<Record<string, unknown>>

const NAME = 'authorization_details'

/** What the push is about to ask for, as the profile has it. */
function detailsOf(flow: FlowSession, draft: Draft): readonly Detail[] {
  const object = draft.jwts.request_object?.claims[NAME]
  const text = draft.form?.find(([name]) => name === NAME)?.[1]
  const value: unknown = object ?? (typeof text === 'string' ? JSON.parse(text) : null)
  if (Array.isArray(value) && value.length > 0) return value
  throw new NotApplicable(`the flow of ${flow.actor.client.id} asks for no authorization_details`)
}

/** The details with a change to the first one. */
const changed =
  (change: (first: Detail, all: readonly Detail[]) => readonly unknown[]): NonNullable<Use['apply']> =>
  () =>
  (draft, flow): Proof[] => {
    const all = detailsOf(flow, draft)
    const wanted = JSON.stringify(change(all[0] ?? {}, all))
    const params = paramsOf(draft)
    params.set(NAME, wanted)
    const isSent: Proof = (exchange) =>
      params.sent(exchange, NAME).some((value) => params.equal(value, wanted, NAME))
        ? null
        : `"${NAME}" was not ${wanted}`
    return [isSent]
  }

/** Changes to the authorization details of a flow (RFC 9396 section 5). */
export const detailsUses: Readonly<Record<string, Use>> = {
  'details-unknown-type': {
    does: 'asks for one more authorization detail, of a type that nobody knows',
    apply: changed((_first, all) => [...all, { type: 'https://foreign.example/unknown-type' }]),
  },
  'details-unknown-member': {
    does: 'adds a member to the first authorization detail that its type does not have',
    apply: changed((first, all) => [{ ...first, assay_unknown_member: 'x' }, ...all.slice(1)]),
  },
  'details-wrong-form': {
    does: 'sends a list of the first authorization detail as a number',
    apply: changed((first, all) => {
      const list = Object.keys(first).find((name) => Array.isArray(first[name]))
      if (list === undefined) throw new NotApplicable('no member of the first authorization detail is a list')
      return [{ ...first, [list]: 4711 }, ...all.slice(1)]
    }),
  },
}
