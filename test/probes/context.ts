import type { Answer, Trace } from '../../src/checks/types.ts'
import type { ProbeContext } from '../../src/probes/types.ts'
import type { Client, TargetVariant, Variant } from '../../src/profile/types.ts'
import { createWire } from '../../src/wire/createWire.ts'
import type { Exchange, Wire } from '../../src/wire/types.ts'
import type { KeyAndCert, ThrowawayCa } from '../support/pki.ts'

export interface ContextOptions {
  readonly ca: ThrowawayCa
  readonly issuer: string
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly resource?: string
  readonly variant?: Partial<Variant>
  /** Certificate of client1. */
  readonly tls?: KeyAndCert
  /** Exchanges of the honest flow's resource step. */
  readonly honest?: readonly Exchange[]
  readonly timeoutMs?: number
}

export interface TestContext extends ProbeContext {
  readonly wire: Wire
}

const defaults: Variant = {
  client_auth: 'private_key_jwt',
  sender_constraint: 'dpop',
  openid: true,
  request: 'unsigned',
  response: 'plain',
  grant: 'authorization_code',
}

function traceOf(issuer: string, variant: Variant, honest: readonly Exchange[]): Trace {
  return {
    variant,
    issuer,
    metadata: null,
    serverKeys: null,
    client: {
      name: 'client1',
      id: 'client-one',
      redirectUri: 'https://127.0.0.1/cb',
      publicKeys: [],
      certThumbprint: null,
    },
    sent: {
      scope: null,
      state: null,
      nonce: null,
      responseType: null,
      redirectUri: null,
      codeVerifier: null,
      dpopJkt: null,
      interactionId: null,
    },
    callback: null,
    exchanges: { resource: honest },
    samples: { requestUris: [], codes: [], accessTokens: [], refreshTokens: [] },
    other: null,
    at: 0,
  }
}

/** A probe's surroundings with a real wire; the caller closes `wire`. */
export function makeContext(options: ContextOptions): TestContext {
  const { ca, issuer, metadata = {}, tls = null, honest = [] } = options
  const variant = { ...defaults, ...options.variant }
  const client: Client = {
    name: 'client1',
    id: 'client-one',
    jwks: [],
    tls,
    redirect_uri: 'https://127.0.0.1/cb',
    scope: null,
  }
  const resource = { url: options.resource ?? issuer, method: 'GET', headers: {}, body: null, scope: null }
  const target: TargetVariant = {
    variant,
    key: 'test',
    clients: { client1: client },
    scope: 'accounts',
    resource,
    api: 'https://rs.example',
  }
  return {
    wire: createWire({
      ca: [ca.ca],
      identities: tls ? { 'client-one': tls } : {},
      now: Date.now,
      timeoutMs: options.timeoutMs ?? 10_000,
    }),
    target: {
      ...{
        id: 'test',
        organisation: '',
        application: '',
        environment: '',
        issuer,
        ca: [ca.ca],
        variants: [target],
        resource,
      },
      ...{ params: {}, login: null, accommodate: {}, file: '', digest: '', secrets: [] },
    },
    variant: target,
    metadata,
    honest: traceOf(issuer, variant, honest),
    label: (step) => ({ caseId: 'probe', step }),
    now: Date.now,
  }
}

/** The kinds of all answers, and what the first one that is not a yes says. */
export function summary(answers: readonly Answer[]): { readonly kinds: readonly string[]; readonly text: string } {
  const telling = answers.find(({ kind }) => kind !== 'yes') ?? answers[0]
  const text = telling === undefined ? '' : 'reason' in telling ? telling.reason : telling.observed
  return { kinds: answers.map(({ kind }) => kind), text }
}
