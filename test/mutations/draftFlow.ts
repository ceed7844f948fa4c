import { finish } from '../../src/flow/finish.ts'
import { generateKey } from '../../src/flow/keys.ts'
import { type FlowEnvironment, type FlowSession, makeActor, makeProofKeys, newFlow } from '../../src/flow/session.ts'
import { backChannelSteps } from '../../src/flow/steps.ts'
import type { Apply } from '../../src/mutations/verbs.ts'
import type { Client, TargetVariant } from '../../src/profile/types.ts'
import type { Location, StepName } from '../../src/suite/types.ts'
import type { Exchange } from '../../src/wire/types.ts'

const client = (name: string): Client => ({
  name,
  id: `${name}-id`,
  jwks: [{ ...generateKey('ES256').privateJwk, kid: `${name}-key` }],
  tls: null,
  redirect_uri: `https://rp.example/${name}`,
  scope: null,
})

const resource = { url: 'https://rs.example/accounts?page=1', method: 'GET', headers: {}, body: null, scope: null }

/** A flow whose drafts can be built and changed without a server: everything up to sending. */
export function draftFlow(): FlowSession {
  const clients = { client1: client('client1'), client2: client('client2') }
  const variant: TargetVariant = {
    variant: {
      client_auth: 'private_key_jwt',
      sender_constraint: 'dpop',
      openid: true,
      request: 'unsigned',
      response: 'plain',
      grant: 'authorization_code',
    },
    key: 'private_key_jwt+dpop+openid',
    clients,
    scope: 'openid accounts',
    resource,
    api: 'https://rs.example',
  }
  const metadata = {
    issuer: 'https://as.example',
    pushed_authorization_request_endpoint: 'https://as.example/par',
    token_endpoint: 'https://as.example/token',
  }
  const env = {
    variant,
    target: { issuer: 'https://as.example' },
    server: { metadata, jwks: null, exchanges: {} },
    accommodate: {},
    actors: { client1: makeActor(clients.client1, null), client2: makeActor(clients.client2, null) },
    login: null,
    nonces: new Map(),
    now: () => 1_800_000_000_000,
    maxWaitMs: 0,
    proofKeys: makeProofKeys({}),
  } as unknown as FlowEnvironment
  const flow = newFlow(env, 'case')
  flow.code = 'the-code'
  flow.tokens = { access_token: 'the-token', refresh_token: 'the-refresh-token', id_token: null, expires_in: 300 }
  return flow
}

/** Builds the step's draft, applies the change, and gives the request as it would be recorded, with what the proofs say. */
export async function changed(
  flow: FlowSession,
  at: Location,
  apply: Apply,
): Promise<{ exchange: Exchange; missing: (string | null)[] }> {
  const { exchange, proofs } = await prepared(flow, at, apply)
  return { exchange, missing: proofs.map((proof) => proof(exchange)) }
}

/** The same, but the honest request goes out: proofs must notice. */
export async function lost(flow: FlowSession, at: Location, apply: Apply): Promise<(string | null)[]> {
  const { proofs } = await prepared(flow, at, apply)
  const honest = await recorded(flow, at.step)
  return proofs.map((proof) => proof(honest))
}

async function prepared(flow: FlowSession, at: Location, apply: Apply) {
  const draft = draftOf(flow, at.step)
  const proofs = await apply(draft, flow, at)
  return { proofs, exchange: asExchange((await finish(draft)).request, draft.identity) }
}

function draftOf(flow: FlowSession, step: StepName) {
  const draft = backChannelSteps[step]?.draft(flow, flow.actor)
  if (!draft) throw new Error(`no draft for ${step}`)
  return draft
}

const recorded = async (flow: FlowSession, step: StepName): Promise<Exchange> => {
  const draft = draftOf(flow, step)
  return asExchange((await finish(draft)).request, draft.identity)
}

const asExchange = (
  request: { method: string; url: string; headers: readonly (readonly [string, string])[]; body?: string },
  identity: string | null,
) => ({ request: { ...request, body: request.body ?? null, identity } }) as unknown as Exchange
