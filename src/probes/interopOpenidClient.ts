import { randomUUID } from 'node:crypto'
import { importJWK } from 'jose'
import type * as OpenidClient from 'openid-client'
import type { Answer } from '../checks/types.ts'
import type { Client } from '../profile/types.ts'
import type { WireRequest } from '../wire/types.ts'
import { noAnswer } from './ask.ts'
import type { Probe, ProbeContext } from './types.ts'

type Library = typeof OpenidClient

const expected = 'openid-client walks discovery, PAR, authorization, token and resource without an error'

/** A certificate goes along where the variant uses one anywhere, as in our own flow. */
const identityOf = ({ variant }: ProbeContext, client: Client): string | null =>
  client.tls && (variant.variant.client_auth !== 'private_key_jwt' || variant.variant.sender_constraint === 'mtls')
    ? client.id
    : null

/** A request of the library got no answer, which says nothing about how the two work together. */
class NoAnswer extends Error {
  readonly unknown: Answer
  constructor(unknown: Answer & { readonly kind: 'unknown' }) {
    super(unknown.reason)
    this.unknown = unknown
  }
}

/** What is behind an error of the library where a request got no answer; null: something else is. */
function silenceBehind(error: unknown): Answer | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof NoAnswer) return cause.unknown
  return null
}

/** The library's requests go through our wire, so that they are recorded and trust the same CAs. */
function fetchOver(context: ProbeContext, client: Client): OpenidClient.CustomFetch {
  const identity = identityOf(context, client)
  return async (url, options) => {
    const body = options.body === null || options.body === undefined ? null : String(options.body)
    const request: WireRequest = {
      method: options.method,
      url,
      headers: Object.entries(options.headers),
      ...(body === null ? {} : { body }),
      ...(identity === null ? {} : { identity }),
    }
    const exchange = await context.wire.send(request, context.label('interop'))
    const { response } = exchange
    const silent = noAnswer(exchange, 'as')
    if (silent) throw new NoAnswer(silent)
    if (!response) throw new TypeError('no answer')
    const empty = response.status === 204 || response.status === 304
    return new Response(empty ? null : response.body, {
      status: response.status,
      headers: response.headers.map(([n, v]) => [n, v] as [string, string]),
    })
  }
}

/** The key that the client signs assertions and request objects with; null: it has none. */
async function signingKey(client: Client): Promise<OpenidClient.CryptoKey | OpenidClient.PrivateKey | null> {
  const jwk = client.jwks.find((key) => key.use !== 'enc')
  if (!jwk) return null
  const alg =
    typeof jwk.alg === 'string' ? jwk.alg : jwk.kty === 'EC' ? 'ES256' : jwk.kty === 'OKP' ? 'Ed25519' : 'PS256'
  const key = await importJWK({ ...jwk }, alg)
  if (key instanceof Uint8Array) throw new TypeError('the registered key is a symmetric one')
  return typeof jwk.kid === 'string' ? { key, kid: jwk.kid } : key
}

async function clientAuth(library: Library, context: ProbeContext, client: Client): Promise<OpenidClient.ClientAuth> {
  const key = context.variant.variant.client_auth === 'private_key_jwt' ? await signingKey(client) : null
  return key === null ? library.TlsClientAuth() : library.PrivateKeyJwt(key)
}

/** Pushes the request, inside a request object where the variant signs requests, and gives the URL for the browser. */
async function push(
  library: Library,
  { variant: { variant } }: ProbeContext,
  client: Client,
  config: OpenidClient.Configuration,
  parameters: Record<string, string>,
  options: Grant['options'],
): Promise<URL> {
  const key = variant.request === 'signed' ? await signingKey(client) : null
  if (key === null) return library.buildAuthorizationUrlWithPAR(config, parameters, options)
  const pushSigned = async (): Promise<URL> => {
    const { searchParams } = await library.buildAuthorizationUrlWithJAR(config, parameters, key)
    return library.buildAuthorizationUrlWithPAR(config, searchParams, options)
  }
  try {
    return await pushSigned()
  } catch (error) {
    // The library answers a nonce challenge with the same request object, which a server may have spent by then. Now that
    // the nonce is known, a fresh one shows whether that was it.
    if (!options.DPoP || silenceBehind(error)) throw error
    return pushSigned()
  }
}

/** Where metadata has to stand is asked elsewhere: the library reads the document that the honest flow read. */
function documentIsOpenid({ honest, variant }: ProbeContext): boolean {
  const read = honest.exchanges.discovery?.at(-1)?.request.url
  return read === undefined ? variant.variant.openid : read.includes('/openid-configuration')
}

/** An algorithm for DPoP proofs that both sides know, null: none. The library knows Ed25519 by that name only (RFC 9864). */
function proofAlg({ metadata }: ProbeContext): string | null {
  const listed = metadata.dpop_signing_alg_values_supported
  const usable = ['ES256', 'PS256', 'Ed25519']
  return Array.isArray(listed) ? (usable.find((alg) => listed.includes(alg)) ?? null) : 'ES256'
}

async function configure(library: Library, context: ProbeContext, client: Client): Promise<OpenidClient.Configuration> {
  const { variant } = context.variant
  const metadata = {
    use_mtls_endpoint_aliases: identityOf(context, client) !== null,
    ...(variant.openid ? {} : { require_auth_time: false }),
  }
  const config = await library.discovery(
    new URL(context.target.issuer),
    client.id,
    metadata,
    await clientAuth(library, context, client),
    {
      algorithm: documentIsOpenid(context) ? 'oidc' : 'oauth2',
      [library.customFetch]: fetchOver(context, client),
    },
  )
  if (variant.openid) library.enableNonRepudiationChecks(config)
  if (variant.response === 'jarm') library.useJwtResponseMode(config)
  return config
}

interface Grant {
  readonly accessToken: string
  readonly options: { DPoP?: OpenidClient.DPoPHandle }
}

async function grant(
  library: Library,
  context: ProbeContext,
  client: Client,
  config: OpenidClient.Configuration,
): Promise<Grant | Answer> {
  const { variant, scope } = context.variant
  const options =
    variant.sender_constraint === 'dpop'
      ? { DPoP: library.getDPoPHandle(config, await library.randomDPoPKeyPair(proofAlg(context) ?? 'ES256')) }
      : {}
  if (variant.grant === 'client_credentials') {
    const tokens = await library.clientCredentialsGrant(config, { scope }, options)
    return { accessToken: tokens.access_token, options }
  }
  if (!context.visit) return { kind: 'unknown', reason: 'the target file has no login', attributed: 'config' }
  const verifier = library.randomPKCECodeVerifier()
  const state = library.randomState()
  const nonce = variant.openid ? library.randomNonce() : null
  const rules = await context.authorization?.()
  if (rules?.kind === 'unknown') return rules
  const parameters = {
    redirect_uri: client.redirect_uri,
    scope,
    ...rules?.parameters,
    state,
    code_challenge: await library.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(nonce === null ? {} : { nonce }),
  }
  const url = await push(library, context, client, config, parameters, options)
  const visited = await context.visit(url.href)
  if (visited.kind !== 'callback') {
    const reason = `the visit of the authorization endpoint ended without a callback (${visited.kind})`
    return { kind: 'unknown', reason, attributed: visited.kind === 'network' ? 'network' : 'config' }
  }
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: state,
    ...(nonce === null ? {} : { expectedNonce: nonce, idTokenExpected: true }),
  }
  const tokens = await library.authorizationCodeGrant(config, new URL(visited.url), checks, undefined, options)
  return { accessToken: tokens.access_token, options }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as { code?: unknown }
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `${typeof code === 'string' ? `${code}: ` : ''}${error.message}${cause}`
}

async function walkWith(library: Library, context: ProbeContext, client: Client): Promise<Answer> {
  let attributed: 'as' | 'rs' = 'as'
  try {
    const config = await configure(library, context, client)
    const granted = await grant(library, context, client, config)
    if ('kind' in granted) return granted
    attributed = 'rs'
    const { resource } = context.variant
    const headers = new Headers({
      ...{ accept: 'application/json', 'x-fapi-interaction-id': randomUUID() },
      ...resource.headers,
    })
    const answer = await library.fetchProtectedResource(
      config,
      granted.accessToken,
      new URL(resource.url),
      resource.method,
      resource.body,
      headers,
      granted.options,
    )
    if (answer.ok) return { kind: 'yes', expected, observed: `no error; the resource answered ${answer.status}` }
    return { kind: 'no', expected, observed: `the resource answered ${answer.status}`, attributed }
  } catch (error) {
    return silenceBehind(error) ?? { kind: 'no', expected, observed: describe(error), attributed }
  }
}

/**
 * Walks the happy path with the openid-client library over our wire: an independent honest client whose own checks of
 * the answers are a second opinion. Loaded only when used.
 */
export const interopOpenidClient: Probe = async (context) => {
  const client = context.variant.clients.client1
  if (!client) return [{ kind: 'unknown', reason: 'the target file has no client1', attributed: 'config' }]
  const stopped = context.honest.stopped
  if (stopped)
    return [
      {
        kind: 'unknown',
        reason: `the honest flow stopped at ${stopped.step}: ${stopped.detail}`,
        attributed: stopped.attributed,
      },
    ]
  if (context.variant.variant.sender_constraint === 'dpop' && proofAlg(context) === null) {
    const reason = 'the server takes no DPoP proofs of an algorithm that the library has'
    return [{ kind: 'not-applicable', reason }]
  }
  return [await walkWith(await import('openid-client'), context, client)]
}
