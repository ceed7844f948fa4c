import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { importJWK, type JWK, type JWTHeaderParameters, SignJWT } from 'jose'
import { Agent, request } from 'undici'
import type { SandboxClient } from '../../src/sandbox/credentials.ts'
import type { Sandbox } from '../../src/sandbox/types.ts'
import { type ProofKey, parseJson, seconds, without } from './keys.ts'

export interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
  /** The body as JSON object; empty if it is none. */
  readonly json: Record<string, unknown>
}

export interface Proof {
  readonly header?: Record<string, unknown>
  readonly claims?: Record<string, unknown>
  /** Alters the finished JWT. */
  readonly finish?: (jwt: string) => string
}

type Fields = Record<string, string | undefined>
type Pairs = readonly (readonly [string, string])[]

/** Walks the flows of a sandbox by hand as one client; honest unless told otherwise. */
export class Walker {
  readonly sandbox: Sandbox
  readonly client: SandboxClient
  readonly openid: boolean
  key: ProofKey
  readonly cookies = new Map<string, { value: string; path: string }>()
  readonly verifier = randomBytes(32).toString('base64url')
  nonces: Record<'as' | 'rs', string | undefined> = { as: undefined, rs: undefined }
  readonly #agent: Agent
  readonly #plainAgent: Agent

  constructor(sandbox: Sandbox, client: SandboxClient, key: ProofKey, openid = true) {
    this.sandbox = sandbox
    this.client = client
    this.key = key
    this.openid = openid
    const ca = readFileSync(sandbox.caFile, 'utf8')
    this.#plainAgent = new Agent({ connect: { ca } })
    this.#agent = client.tls === null ? this.#plainAgent : new Agent({ connect: { ca, ...client.tls } })
  }

  async close(): Promise<void> {
    await Promise.all([this.#agent.close(), this.#plainAgent.close()])
  }

  /** Origin at which this client talks to the server. */
  get origin(): string {
    return this.client.tls === null ? this.sandbox.issuer : this.sandbox.mtlsOrigin
  }

  async send(
    method: string,
    url: string,
    options: { headers?: Record<string, string | string[]>; body?: string; identity?: boolean } = {},
  ): Promise<Answer> {
    const response = await request(url, {
      method: method as 'GET',
      headers: options.headers ?? {},
      ...(options.body === undefined ? {} : { body: options.body }),
      dispatcher: options.identity === false ? this.#plainAgent : this.#agent,
    })
    const text = await response.body.text()
    return { status: response.statusCode, headers: response.headers, text, json: parseJson(text) }
  }

  async post(path: string, form: Fields | Pairs, headers: Record<string, string | string[]> = {}, identity = true) {
    const pairs = Array.isArray(form) ? (form as Pairs) : Object.entries(form as Fields)
    const params = new URLSearchParams()
    for (const [name, value] of pairs) if (value !== undefined) params.append(name, value)
    return this.send('POST', this.origin + path, {
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: params.toString(),
      identity,
    })
  }

  async assertion(claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> {
    const key = this.client.signingKey
    if (key === null) throw new Error('the client has no key')
    const now = seconds()
    const payload = without({
      iss: this.client.id,
      sub: this.client.id,
      aud: this.sandbox.issuer,
      jti: randomUUID(),
      iat: now,
      exp: now + 60,
      ...claims,
    })
    const alg = (header.alg as string | undefined) ?? key.alg
    return new SignJWT(payload)
      .setProtectedHeader(without({ alg, kid: key.kid, ...header }) as JWTHeaderParameters)
      .sign(await importJWK({ ...(key.privateJwk as JWK), alg }, alg))
  }

  /** `client_id` and the credentials of the client. */
  async credentials(assertion?: string): Promise<Fields> {
    if (this.client.clientAuth !== 'private_key_jwt') return { client_id: this.client.id }
    return {
      client_id: this.client.id,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion ?? (await this.assertion()),
    }
  }

  async proof(method: string, url: string, change: Proof = {}, key = this.key): Promise<string> {
    const claims = without({ jti: randomUUID(), htm: method, htu: url, iat: seconds(), ...change.claims })
    const header = without({ alg: key.alg, typ: 'dpop+jwt', jwk: key.jwk, ...change.header })
    const jwt = await new SignJWT(claims).setProtectedHeader(header as JWTHeaderParameters).sign(key.privateKey)
    return change.finish === undefined ? jwt : change.finish(jwt)
  }

  async asProof(path: string, change: Proof = {}): Promise<Record<string, string>> {
    if (this.client.senderConstraint !== 'dpop') return {}
    const claims = { nonce: this.nonces.as, ...change.claims }
    return { dpop: await this.proof('POST', this.origin + path, { ...change, claims }) }
  }

  authorizationParams(): Fields {
    return {
      response_type: 'code',
      redirect_uri: this.client.redirectUri,
      scope: this.openid ? 'openid accounts' : 'accounts',
      state: 'a-state',
      nonce: this.openid ? 'a-nonce' : undefined,
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }
  }

  async par(change: Fields = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const mode = this.client.response === 'jarm' ? { response_mode: 'jwt' } : {}
    const params = { ...this.authorizationParams(), ...mode, ...change }
    const form = this.client.request === 'signed' && change.request === undefined ? await this.signed(params) : params
    return this.post('/par', { ...(await this.credentials()), ...form }, headers)
  }

  async signed(
    params: Fields,
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
  ): Promise<Fields> {
    const now = seconds()
    const request = {
      response_mode: this.client.response === 'jarm' ? 'jwt' : undefined,
      ...params,
      client_id: this.client.id,
      nbf: now,
      exp: now + 300,
      jti: undefined,
    }
    return { request: await this.assertion({ ...request, sub: undefined, ...claims }, header) }
  }

  authorizeUrl(requestUri: unknown, extra: Fields = {}): string {
    const params = without({ client_id: this.client.id, request_uri: String(requestUri), ...extra })
    return `${this.sandbox.issuer}/authorize?${new URLSearchParams(params as Record<string, string>)}`
  }

  async browse(method: string, url: string, form?: Record<string, string>): Promise<Answer> {
    const { pathname } = new URL(url)
    const cookie = [...this.cookies]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([name, { value }]) => `${name.split(' ')[0]}=${value}`)
      .join('; ')
    const answer = await this.send(method, url, {
      identity: false,
      headers: {
        accept: 'text/html',
        ...(cookie === '' ? {} : { cookie }),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
    })
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) this.#keep(line)
    return answer
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/)
    const path = attributes.find((text) => /^path=/i.test(text))?.slice(5) ?? '/'
    const [name = '', value = ''] = pair.split('=')
    if (value === '') this.cookies.delete(`${name} ${path}`)
    else this.cookies.set(`${name} ${path}`, { value, path })
  }

  /** Goes through the pages; returns the address outside the sandbox or the page where it ends. */
  async authorize(url: string, action: 'go' | 'cancel' = 'go'): Promise<{ callback: URL | null; steps: Answer[] }> {
    const steps: Answer[] = []
    let answer = await this.browse('GET', url)
    let at = url
    for (let count = 0; count < 12; count += 1) {
      steps.push(answer)
      const location = answer.headers.location as string | undefined
      if (location !== undefined) {
        const next = new URL(location, at)
        if (next.origin !== this.sandbox.issuer) return { callback: next, steps }
        const again = answer.status === 307 ? 'POST' : 'GET'
        at = next.href
        answer = await this.browse(again, at, again === 'POST' ? { repeated: 'body' } : undefined)
      } else {
        const csrf = /name="csrf" value="([^"]*)"/.exec(answer.text)?.[1]
        if (csrf === undefined) return { callback: null, steps }
        const isLogin = answer.text.includes('name="password"')
        const [user] = this.sandbox.users
        answer = await this.browse('POST', at, {
          csrf,
          action: isLogin && action === 'cancel' ? 'cancel' : isLogin ? 'go' : action,
          ...(isLogin ? { username: user?.username ?? '', password: user?.password ?? '' } : {}),
        })
      }
    }
    throw new Error('the pages never end')
  }

  /** PAR and authorization; returns the callback. */
  async callback(change: Fields = {}, headers: Record<string, string> = {}): Promise<URL> {
    const par = await this.par(change, headers)
    if (par.json.request_uri === undefined) throw new Error(`PAR refused: ${par.text}`)
    const { callback, steps } = await this.authorize(this.authorizeUrl(par.json.request_uri))
    if (callback === null) throw new Error(`no callback: ${steps.at(-1)?.text}`)
    return callback
  }

  async code(change: Fields = {}, headers: Record<string, string> = {}): Promise<string> {
    const callback = await this.callback(change, headers)
    const code = callback.searchParams.get('code')
    if (code === null) throw new Error(`no code: ${callback.href}`)
    return code
  }

  async tokenForm(code: string): Promise<Fields> {
    return {
      ...(await this.credentials()),
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.client.redirectUri,
      code_verifier: this.verifier,
    }
  }

  async redeem(code: string, change: Fields = {}, proof: Proof = {}): Promise<Answer> {
    return this.post('/token', { ...(await this.tokenForm(code)), ...change }, await this.asProof('/token', proof))
  }

  async refresh(token: unknown, change: Fields = {}): Promise<Answer> {
    const form = { ...(await this.credentials()), grant_type: 'refresh_token', refresh_token: String(token), ...change }
    return this.post('/token', form, await this.asProof('/token'))
  }

  async clientCredentials(change: Fields = {}, proof: Proof = {}): Promise<Answer> {
    const form = { ...(await this.credentials()), grant_type: 'client_credentials', scope: 'accounts', ...change }
    return this.post('/token', form, await this.asProof('/token', proof))
  }

  /** Headers of an honest resource request. */
  async access(
    token: unknown,
    method = 'GET',
    path = '/accounts',
    change: Proof = {},
  ): Promise<Record<string, string>> {
    if (this.client.senderConstraint === 'mtls') return { authorization: `Bearer ${token}` }
    const ath = createHash('sha256').update(String(token)).digest('base64url')
    const claims = { ath, nonce: this.nonces.rs, ...change.claims }
    return {
      authorization: `DPoP ${token}`,
      dpop: await this.proof(method, this.origin + path, { ...change, claims }),
    }
  }

  async get(path: string, headers: Record<string, string | string[]>, identity = true): Promise<Answer> {
    return this.send('GET', this.origin + path, { headers, identity })
  }
}
