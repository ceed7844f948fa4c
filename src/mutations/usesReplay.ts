import { removeField, setField } from '../flow/fields.ts'
import { readJson } from '../flow/readJson.ts'
import { type Mutate, type Sent, sendStep } from '../flow/send.ts'
import type { FlowSession } from '../flow/session.ts'
import type { Exchange } from '../wire/types.ts'
import { NotApplicable } from './NotApplicable.ts'
import { noCertificate } from './proofs.ts'
import { sentFields } from './sent.ts'
import { type Memory, type Performed, succeeded, type Use } from './useTypes.ts'
import type { Proof } from './verbs.ts'

const formValue = (exchange: Exchange, name: string): string | null =>
  sentFields(exchange, 'form').find(([n]) => n === name)?.[1] ?? null

const issued = (exchange: Exchange): boolean => typeof readJson(exchange)?.access_token === 'string'

/** Sends five token requests with one code at once; the second accepted one, or else the first refused one, is judged. */
async function redeemInParallel(flow: FlowSession): Promise<Performed | null> {
  const tries = await Promise.all(Array.from({ length: 5 }, () => sendStep(flow, 'token')))
  const exchanges = tries.filter((sent): sent is Sent => sent !== null).map((sent) => sent.exchange)
  const [taken, second] = exchanges.filter(issued)
  if (!taken) throw new RangeError('none of the requests got a token, so nothing was redeemed')
  const judged = second ?? exchanges.find((exchange) => exchange !== taken)
  if (!judged) return null
  const codes = new Set(exchanges.map((exchange) => formValue(exchange, 'code')))
  return {
    exchange: judged,
    visit: null,
    proofs: [() => (codes.size === 1 && exchanges.length === 5 ? null : 'the requests did not carry the same code')],
  }
}

/** Sends the code once more and leaves the flow's tokens as they are. */
async function replayCode(flow: FlowSession): Promise<void> {
  const { tokens } = flow
  const again = await sendStep(flow, 'token')
  flow.tokens = tokens
  if (again && issued(again.exchange))
    throw new RangeError('the code was accepted twice, see authorization-code-used-twice')
}

const codeSentTwice = (flow: FlowSession): Proof => {
  return () => {
    const codes = (flow.exchanges.token ?? []).map((exchange) => formValue(exchange, 'code'))
    return codes.length >= 2 && new Set(codes).size === 1 ? null : 'the code was not sent twice'
  }
}

type Kind = 'access_token' | 'refresh_token'

/** Revokes the token that the flow has now, and remembers which that was: a refresh may bring another. */
function revocation(flow: FlowSession, kind: Kind, hint: Kind, memory: Memory): Mutate {
  const token = flow.tokens[kind]
  if (token === null) throw new RangeError(`the flow has no ${kind} to revoke`)
  memory.set('revoked', token)
  return (draft) => {
    const form = draft.form ?? []
    setField(form, 'token', token)
    setField(form, 'token_type_hint', hint)
  }
}

const revoked =
  (flow: FlowSession, kind: Kind, memory: Memory): Proof =>
  () =>
    (flow.exchanges.revoke ?? []).some((exchange) => formValue(exchange, 'token') === memory.get('revoked'))
      ? null
      : `the ${kind} was not sent to the revocation endpoint`

/** Revokes a token honestly before the step; the revocation itself has to work. */
function revoking(kind: Kind, hint: Kind): Pick<Use, 'before' | 'apply'> {
  return {
    before: async (flow, _step, _actor, memory) => {
      const sent = await sendStep(flow, 'revoke', revocation(flow, kind, hint, memory))
      if (!sent) throw new NotApplicable('the server has no revocation endpoint')
      // RFC 7009 section 2: revoking access tokens is a should; a server that does not says so with this code.
      if (sent.exchange.response?.body.includes('unsupported_token_type'))
        throw new NotApplicable(`the server does not revoke ${kind}s`)
      if (!succeeded(sent))
        throw new RangeError(`the revocation answered ${sent.exchange.response?.status ?? 'nothing'}`)
    },
    apply: (memory) => (_draft, flow) => [revoked(flow, kind, memory)],
  }
}

/** Lets client2 revoke a token of client1 before the step; what comes of that is not looked at. */
function revokingByClient2(kind: Kind): Pick<Use, 'before' | 'apply'> {
  return {
    before: async (flow, _step, _actor, memory) => {
      if (!flow.other) throw new RangeError('the target file has no client2')
      await sendStep(flow, 'revoke', revocation(flow, kind, kind, memory), flow.other)
    },
    apply: (memory) => (_draft, flow) => [revoked(flow, kind, memory)],
  }
}

const revokingRefreshToken = revoking('refresh_token', 'refresh_token')

/** Refreshes honestly, so that the step uses what came of it. */
async function refreshFirst(flow: FlowSession): Promise<void> {
  if (!succeeded(await sendStep(flow, 'refresh')))
    throw new RangeError('the refresh was refused, so there is no new token to use')
}

/** Named sequences around a step. */
export const replayUses: Readonly<Record<string, Use>> = {
  'parallel-redemption': {
    does: 'sends five token requests with the same code at the same time',
    perform: (flow) => redeemInParallel(flow),
  },
  'code-replayed-first': {
    does: 'sends the authorization code a second time, then uses the first access token',
    ownToken: true,
    before: (flow) => replayCode(flow),
    apply: () => (_draft, flow) => [codeSentTwice(flow)],
  },
  'old-refresh-token-again': {
    does: 'refreshes once, then again with the first refresh token',
    before: async (flow, _step, _actor, memory) => {
      memory.set('token', flow.tokens.refresh_token ?? '')
      if (!succeeded(await sendStep(flow, 'refresh')))
        throw new RangeError('the first refresh was refused, so a second one proves nothing')
    },
    apply: (memory) => (draft) => {
      const token = memory.get('token') ?? ''
      setField(draft.form ?? [], 'refresh_token', token)
      return [(exchange) => (formValue(exchange, 'refresh_token') === token ? null : 'another refresh token was sent')]
    },
  },
  'refreshed-token-as-bearer': {
    does: 'refreshes, then uses the new access token under the scheme Bearer and without a proof',
    ownToken: true,
    before: refreshFirst,
    apply: () => (draft, flow) => {
      const { access_token: token } = flow.tokens
      removeField(draft.headers, 'DPoP', true)
      setField(draft.headers, 'authorization', `Bearer ${token}`, true)
      return [
        ({ request }) => {
          const names = request.headers.map(([name]) => name.toLowerCase())
          return names.includes('dpop') ? 'a proof was sent' : null
        },
        ({ request }) =>
          request.headers.some(([, value]) => value === `Bearer ${token}`) ? null : 'the new token was not sent',
      ]
    },
  },
  'refreshed-token-without-certificate': {
    does: 'refreshes, then uses the new access token without a client certificate',
    ownToken: true,
    before: refreshFirst,
    apply: () => (draft) => {
      draft.identity = null
      return [noCertificate]
    },
  },
  'revoke-used-refresh-token-first': {
    does: 'refreshes once, then revokes the refresh token before the step',
    ownToken: true,
    ...revokingRefreshToken,
    before: async (flow, step, actor, memory) => {
      await refreshFirst(flow)
      await revokingRefreshToken.before?.(flow, step, actor, memory)
    },
  },
  'revoke-access-token-by-client2-first': {
    does: 'lets client2 revoke the access token of client1 before it is used',
    ownToken: true,
    ...revokingByClient2('access_token'),
  },
  'introspect-revoked-refresh-token': {
    does: 'asks about a refresh token that was revoked',
    ownToken: true,
    before: async (flow, step, actor, memory) => {
      const token = flow.tokens.refresh_token
      if (token === null) throw new NotApplicable('the server issued no refresh token')
      const first = await sendStep(flow, 'introspect', (draft) => setField(draft.form ?? [], 'token', token))
      if (!first || readJson(first.exchange)?.active !== true)
        throw new NotApplicable('the server tells this client nothing about refresh tokens')
      await revokingRefreshToken.before?.(flow, step, actor, memory)
    },
    apply: (memory) => (draft, flow) => {
      setField(draft.form ?? [], 'token', memory.get('revoked') ?? '')
      return [revoked(flow, 'refresh_token', memory)]
    },
  },
  'revoke-access-token-first': {
    does: 'revokes the access token before it is used',
    ownToken: true,
    ...revoking('access_token', 'access_token'),
  },
  'revoke-refresh-token-first': {
    does: 'revokes the refresh token before the step',
    ownToken: true,
    ...revokingRefreshToken,
  },
  'revoke-refresh-token-with-wrong-hint-first': {
    does: 'revokes the refresh token with the hint access_token before the step',
    ownToken: true,
    ...revoking('refresh_token', 'access_token'),
  },
  'revoke-refresh-token-by-client2-first': {
    does: 'lets client2 revoke the refresh token of client1 before the step',
    ownToken: true,
    ...revokingByClient2('refresh_token'),
  },
  'revoke-refresh-token-unauthenticated-first': {
    does: 'revokes the refresh token without client authentication before the step',
    ownToken: true,
    before: async (flow, _step, _actor, memory) => {
      const honest = revocation(flow, 'refresh_token', 'refresh_token', memory)
      await sendStep(flow, 'revoke', async (draft, f) => {
        await honest(draft, f)
        removeField(draft.form ?? [], 'client_assertion')
        removeField(draft.form ?? [], 'client_assertion_type')
        draft.identity = null
      })
    },
    apply: (memory) => (_draft, flow) => [revoked(flow, 'refresh_token', memory)],
  },
}
