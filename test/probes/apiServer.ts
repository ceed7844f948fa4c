import type { Answer } from '../../src/checks/types.ts'
import type { JsonObject } from '../../src/json/object.ts'
import { apiProbes } from '../../src/probes/apiProbes.ts'
import type { ApiClient, ApiToken, ApiUnknown, CallChanges } from '../../src/probes/apiTypes.ts'
import type { ProbeContext } from '../../src/probes/types.ts'
import type { Endpoint } from '../../src/profile/types.ts'
import type { Exchange, HeaderLines, WireErrorCode } from '../../src/wire/types.ts'
import { exchangeOf } from '../evidence/exchangeOf.ts'

/** What a made-up server gets to see. */
export interface Seen {
  readonly headers: Readonly<Record<string, string>>
  readonly hasToken: boolean
  readonly isThere: boolean
  /** The token has the scope of the endpoint. */
  readonly inScope: boolean
  readonly body: string | null
}

export interface Given {
  readonly status: number
  readonly headers?: HeaderLines
  readonly body?: string
  readonly error?: WireErrorCode
}

export const endpoint: Endpoint = {
  id: 'account',
  method: 'GET',
  path: '/accounts/{accountId}',
  params: ['accountId'],
  headers: { 'x-fapi-interaction-id': '$uuid', 'x-v': '1' },
  body: null,
  sign: false,
  status: 200,
  take: {},
  scopes: ['accounts'],
  idempotency: null,
  signedAnswer: false,
  responseHeaders: {
    'x-fapi-interaction-id': { kind: 'echoed' },
    date: { kind: 'present' },
    location: { kind: 'absent' },
  },
  errorHeaders: {
    'x-fapi-interaction-id': { kind: 'echoed' },
    date: { kind: 'present' },
    location: { kind: 'absent' },
  },
  schema: null,
  place: { file: 'profile.yaml', line: 1, column: 1, field: '', excerpt: null },
}

let count = 0
const uuid = (): string => `00000000-0000-4000-9000-${String(++count).padStart(12, '0')}`

function exchange(given: Given, headers: Readonly<Record<string, string>>, method: string, caseId: string): Exchange {
  const made = exchangeOf({
    id: `${caseId}${++count}`,
    step: 'resource',
    method,
    url: 'https://rs.example/accounts/1',
    headers: Object.entries(headers),
    answer: given.body ?? '',
  })
  if (given.error !== undefined)
    return {
      ...made,
      response: null,
      error: { code: given.error, phase: 'response', message: 'the body has more than 5242880 bytes' },
    }
  if (made.response === null) throw new Error('no response')
  return { ...made, response: { ...made.response, status: given.status, headers: given.headers ?? [] } }
}

/** What is known of the keys of signed answers. */
export interface Keys {
  readonly keys?: readonly JsonObject[]
  /** Algorithms that the profile allows. */
  readonly algs?: readonly string[]
  /** Why the keys could not be read. */
  readonly unread?: ApiUnknown
}

/** Asks a probe about a server that is one function. */
export async function ask(
  name: string,
  server: (seen: Seen) => Given,
  changes: Partial<Endpoint> = {},
  { keys = [], algs = ['PS256', 'ES256'], unread }: Keys = {},
): Promise<readonly Answer[]> {
  const asked = { ...endpoint, ...changes }
  const token: ApiToken = {
    ...{ kind: 'token', client: 'client1', asked: ['accounts'], granted: null, accessToken: 'at', refreshToken: null },
    ...{
      expiresIn: null,
      askedDetails: null,
      grantedDetails: null,
      response: exchange({ status: 200 }, {}, 'POST', 't'),
      exchanges: [],
    },
  }
  const call = (change: CallChanges, caseId: string, used = token): Exchange => {
    const honest: Record<string, string> = { accept: 'application/json', 'x-v': '1', 'x-fapi-interaction-id': uuid() }
    for (const [header, value] of Object.entries(change.headers ?? {})) {
      if (value === null) delete honest[header]
      else honest[header] = value
    }
    const isThere = Object.values(change.params ?? {}).length === 0
    const body = change.body === undefined ? (asked.body === null ? null : JSON.stringify(asked.body)) : change.body
    const given = server({
      headers: honest,
      hasToken: change.accessToken !== null,
      isThere,
      inScope: used === token,
      body,
    })
    return exchange(given, honest, asked.method, caseId)
  }
  const first = call({}, 'honest')
  const api = {
    honestCall: async () => ({
      kind: 'call',
      token,
      exchange: first,
      accepted: first.response?.status === asked.status,
    }),
    keys: async () => unread ?? { kind: 'keys', keys, from: 'the keys' },
    call: async (_endpoint: Endpoint, used: ApiToken, change: CallChanges = {}) => call(change, 'x', used),
    tokenFor: async () => ({ ...token, asked: ['other'] }),
  } as unknown as ApiClient
  const probe = apiProbes[name]
  if (!probe) throw new Error(`no probe ${name}`)
  const profile = { api: { signingAlgs: algs }, useCases: [{ scopes: ['accounts'] }, { scopes: ['other'] }] }
  return probe({ api, endpoint: asked, profile, now: () => 1_767_225_600_000 } as unknown as ProbeContext)
}

/** Kinds of the answers, each once. */
export const kinds = (answers: readonly Answer[]): string =>
  [...new Set(answers.map(({ kind }) => kind))].sort().join(' ')

/** What was observed, of the answers that say no. */
export const faults = (answers: readonly Answer[]): readonly string[] =>
  answers.flatMap((answer) => (answer.kind === 'no' ? [answer.observed] : []))
