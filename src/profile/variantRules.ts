import type { Complaint } from '../yaml/types.ts'
import type { ClientsYaml, ClientYaml } from './targetReader.ts'
import type { Variant } from './types.ts'

export interface VariantFacts {
  readonly variant: Variant
  /** As written in the file: a key file that cannot be read is reported elsewhere. */
  readonly clients: ClientsYaml
  readonly scope: string
  readonly hasLogin: boolean
}

interface Rule {
  /** Key of the variant that the complaint is about. */
  readonly key: keyof Variant | 'scope'
  readonly applies: (variant: Variant) => boolean
  /** What is wrong, or null. */
  readonly check: (facts: VariantFacts) => Complaint | null
}

const complaint = (message: string, expected: string, hint: string): Complaint => ({
  message,
  expected,
  seen: null,
  hint,
})
const isOpenId = (scope: string) => scope.split(' ').includes('openid')
const hasCode = ({ grant }: Variant) => grant === 'authorization_code'

/** A rule that every client of the variant has something. */
function everyClient(what: string, member: string, has: (client: ClientYaml) => boolean): Rule['check'] {
  return ({ clients }) => {
    const entries = Object.entries(clients).filter(([, client]) => client !== undefined && !has(client))
    if (entries.length === 0) return null
    const names = entries.map(([name]) => name).join(' and ')
    const verb = entries.length === 1 ? 'has' : 'have'
    return complaint(
      `${what}, but ${names} ${verb} no "${member}"`,
      `"${member}" for each client of the variant`,
      `add "${member}" to ${names}`,
    )
  }
}

/** What the features of a variant ask of clients, scope and login, and of each other. */
export const variantRules: readonly Rule[] = [
  {
    key: 'client_auth',
    applies: ({ client_auth }) => client_auth === 'private_key_jwt',
    check: everyClient('private_key_jwt signs with a key', 'jwks', ({ jwks }) => jwks !== undefined),
  },
  {
    key: 'client_auth',
    applies: ({ client_auth }) => client_auth !== 'private_key_jwt',
    check: everyClient('the client authenticates with a certificate', 'tls', ({ tls }) => tls !== undefined),
  },
  {
    key: 'sender_constraint',
    applies: ({ sender_constraint }) => sender_constraint === 'mtls',
    check: everyClient('tokens are bound to a certificate', 'tls', ({ tls }) => tls !== undefined),
  },
  {
    key: 'request',
    applies: ({ request }) => request === 'signed',
    check: everyClient('request objects are signed', 'jwks', ({ jwks }) => jwks !== undefined),
  },
  {
    key: 'grant',
    applies: hasCode,
    check: everyClient(
      'the authorization code flow ends at a redirect URI',
      'redirect_uri',
      (client) => client.redirect_uri !== undefined,
    ),
  },
  {
    key: 'grant',
    applies: hasCode,
    check: ({ hasLogin }) =>
      hasLogin
        ? null
        : complaint(
            'the authorization code flow needs "login"',
            '"login" in the target file',
            'add "login:" with username and password',
          ),
  },
  {
    key: 'openid',
    applies: (variant) => variant.openid && hasCode(variant),
    check: ({ scope }) =>
      isOpenId(scope)
        ? null
        : complaint(
            '"openid: true" needs openid in the scope',
            `"scope: openid ${scope}"`,
            'add it to "scope", or write "openid: false"',
          ),
  },
  {
    key: 'openid',
    applies: (variant) => !variant.openid,
    check: ({ scope }) =>
      isOpenId(scope)
        ? complaint(
            '"openid: false" must not have openid in the scope',
            '"scope" without openid',
            'give this variant a "scope" of its own',
          )
        : null,
  },
  {
    key: 'grant',
    applies: (variant) => !hasCode(variant),
    check: ({ variant }) => {
      const needless = variant.openid
        ? 'openid: true'
        : variant.request === 'signed'
          ? 'request: signed'
          : variant.response === 'jarm'
            ? 'response: jarm'
            : null
      if (needless === null) return null
      return complaint(
        `"grant: client_credentials" has no use for "${needless}"`,
        'openid: false, request: unsigned, response: plain',
        `remove "${needless}": there is no authorization request and no user`,
      )
    },
  },
]
