import { randomBytes, X509Certificate } from 'node:crypto'
import { decodeJwt, importJWK, SignJWT } from 'jose'
import { certificateThumbprint } from './certificateThumbprint.ts'
import { type Credentials, registeredKeys, type SandboxClient } from './credentials.ts'
import { fetchKeys } from './fetchKeys.ts'
import { createSigningKey, type Jwk, type SigningKey } from './signingKeys.ts'
import type { Store } from './store.ts'
import type { Strict } from './strict.ts'

/** What became of a client. */
export type Standing = 'revoked' | 'offboarded'

/** Where a client that is gone may try its luck. */
export type Place = 'authorization' | 'token' | 'refresh' | 'code' | 'introspection' | 'other'

/** Defects by which an offboarded client is still served somewhere. */
const openPlaces: Readonly<
  Partial<Record<Place, 'drill-offboarded-refresh' | 'drill-offboarded-introspection' | 'drill-offboarded-code'>>
> = {
  refresh: 'drill-offboarded-refresh',
  introspection: 'drill-offboarded-introspection',
  code: 'drill-offboarded-code',
}

const isSameKey = (left: Jwk, right: Jwk): boolean =>
  ['kid', 'kty', 'n', 'e', 'crv', 'x', 'y'].every((name) => left[name] === right[name])

/** A fetched key set is used for so long, unless a key is not in it. */
const freshMs = 1000

interface Cached {
  readonly keys: readonly Jwk[]
  readonly at: number
}

/**
 * What changes about clients and keys while a sandbox runs: through its admin API, and through the key sets that clients
 * publish. A sandbox without drills has none of this.
 */
export class Lifecycle {
  /** Value of the Authorization header of the admin API. */
  readonly authorization = `Bearer ${randomBytes(24).toString('base64url')}`
  readonly #strict: Strict
  readonly #credentials: Credentials
  readonly #jwksUris: ReadonlyMap<string, string>
  readonly #nowMs: () => number
  readonly #gone = new Map<string, Standing>()
  readonly #fetched = new Map<string, Cached>()
  readonly #registered = new Map<string, readonly Jwk[]>()
  readonly #certificates = new Map<string, readonly string[]>()
  /** Keys of the server after each rotation, by algorithm. */
  readonly #rotated: ReadonlyMap<string, SigningKey>[] = []

  /** @param jwksUris where clients publish their keys, by client_id */
  constructor(input: {
    readonly strict: Strict
    readonly credentials: Credentials
    readonly jwksUris: ReadonlyMap<string, string>
    readonly nowMs: () => number
  }) {
    this.#strict = input.strict
    this.#credentials = input.credentials
    this.#jwksUris = input.jwksUris
    this.#nowMs = input.nowMs
  }

  setStanding(id: string, standing: Standing | null): void {
    if (standing === null) this.#gone.delete(id)
    else this.#gone.set(id, standing)
  }

  setKeys(id: string, keys: readonly Jwk[]): void {
    if (!this.#strict('drill-key-cache')) return
    const before = this.#strict('drill-old-key') ? [] : (this.#registered.get(id) ?? this.#own(id))
    this.#registered.set(id, [...before, ...keys])
  }

  setCertificate(client: SandboxClient, pem: string): void {
    if (!this.#strict('drill-certificate-cache')) return
    const before = this.#certificates.get(client.id) ?? (client.certThumbprint === null ? [] : [client.certThumbprint])
    const next = certificateThumbprint(new X509Certificate(pem))
    this.#certificates.set(client.id, this.#strict('drill-old-certificate') ? [next] : [...before, next])
  }

  /** True if the authorization server has to turn this client away there. */
  refuses(id: string, place: Place): boolean {
    const standing = this.#gone.get(id)
    if (standing === undefined) return false
    if (standing === 'revoked') return this.#strict('drill-client-login')
    const open = openPlaces[place]
    return open === undefined || this.#strict(open)
  }

  /** True if the resource server has to turn the tokens of this client away. */
  endsTokensOf(id: string): boolean {
    const standing = this.#gone.get(id)
    if (standing === undefined || !this.#strict('drill-token-cached')) return false
    return this.#strict(standing === 'revoked' ? 'drill-client-access-token' : 'drill-offboarded-token')
  }

  /** The client as it is registered now, with the key of that `kid`; `changed`: the library knows another one. */
  async current(client: SandboxClient, kid: unknown): Promise<{ client: SandboxClient; changed: boolean }> {
    const thumbprints = this.#certificates.get(client.id)
    if (client.clientAuth !== 'private_key_jwt') return { client, changed: thumbprints !== undefined }
    const keys = await this.#keysOf(client, kid)
    if (keys === null || client.signingKey === null) return { client, changed: false }
    const key = keys.find((one) => one.kid === kid) ?? keys[0] ?? {}
    const signingKey = { ...client.signingKey, kid: String(key.kid), publicJwk: key }
    // A stand-in for credentials that are as the library knows them would also make good what else is wrong with the request.
    const changed = !this.#own(client.id).some((own) => isSameKey(own, key))
    return { client: { ...client, signingKey, spareKey: null }, changed }
  }

  /** True if the certificate is registered for the client now; null: as in its registration. */
  takesCertificate(client: SandboxClient, certificate: X509Certificate | null): boolean | null {
    const thumbprints = this.#certificates.get(client.id)
    if (thumbprints === undefined) return null
    return certificate !== null && thumbprints.includes(certificateThumbprint(certificate))
  }

  /** Ends a grant with its tokens. */
  async revokeGrant(store: Store, grantId: string): Promise<void> {
    if (this.#strict('drill-grant-access-token')) await store.adapter('AccessToken').revokeByGrantId(grantId)
    if (this.#strict('drill-grant-refresh-token')) await store.adapter('RefreshToken').revokeByGrantId(grantId)
  }

  /** From now on the server signs with new keys. */
  async rotateServerKeys(): Promise<void> {
    const keys = await Promise.all((['ES256', 'PS256', 'EdDSA'] as const).map(createSigningKey))
    this.#rotated.push(new Map(keys.map((key) => [key.alg, key])))
  }

  /** The key set of the server, with what was rotated. */
  published(before: readonly Jwk[]): readonly Jwk[] {
    const last = this.#rotated.at(-1)
    if (last === undefined || !this.#strict('drill-server-key-unpublished')) return before
    const generations = this.#strict('drill-server-key-dropped') ? this.#rotated : [last]
    const fresh = generations.flatMap((keys) => [...keys.values()]).map(({ publicJwk }) => publicJwk)
    return this.#strict('drill-server-key-dropped') ? [...before, ...fresh] : fresh
  }

  /** The ID token signed with the key of today. */
  async signAnew(idToken: string): Promise<string> {
    const alg = String(JSON.parse(Buffer.from(idToken.split('.')[0] ?? '', 'base64url').toString('utf8')).alg)
    const key = this.#rotated.at(-1)?.get(alg)
    if (key === undefined) return idToken
    const signer = new SignJWT(decodeJwt(idToken)).setProtectedHeader({ alg, kid: key.kid })
    return signer.sign(await importJWK({ ...key.privateJwk }, alg))
  }

  #own(id: string): readonly Jwk[] {
    const client = this.#credentials.clients.find((one) => one.id === id)
    return client === undefined ? [] : registeredKeys(client).map(({ publicJwk }) => publicJwk)
  }

  async #keysOf({ id }: SandboxClient, kid: unknown): Promise<readonly Jwk[] | null> {
    const url = this.#jwksUris.get(id)
    // RFC 7591 section 2: keys by value or by reference, not both; the later registration counts.
    const byValue = this.#registered.get(id)
    if (byValue !== undefined || url === undefined) return byValue ?? null
    const cached = this.#fetched.get(id) ?? { keys: this.#own(id), at: 0 }
    const isKnown = cached.keys.some((key) => key.kid === kid)
    const isFresh = this.#nowMs() - cached.at < freshMs
    if (!this.#strict('drill-key-cache') || (isKnown && isFresh)) return cached.keys
    const fetched = await fetchKeys(url, this.#credentials.serverAuthority.cert)
    if (fetched === null) return cached.keys
    const older = this.#strict('drill-old-key')
      ? []
      : cached.keys.filter((old) => !fetched.some(({ kid: k }) => k === old.kid))
    const keys = [...fetched, ...older]
    this.#fetched.set(id, { keys, at: this.#nowMs() })
    return keys
  }
}
