import { isObject, type JsonObject } from '../json/object.ts'
import { textIn } from './json.ts'
import { request } from './request.ts'
import { readStatement, type Statement } from './statement.ts'
import type { DirectoryBlame, DirectoryTools } from './types.ts'

/** What became of one statement that was asked for. */
export type Entity =
  | { readonly kind: 'statement'; readonly statement: Statement }
  | { readonly kind: 'missing'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string; readonly attributed: DirectoryBlame }

/** More requests than this for one chain: somebody leads us in circles. */
const mostRequests = 40

/** Fetches statements, each once. */
export class EntityFetcher {
  readonly #tools: DirectoryTools
  readonly #known = new Map<string, Promise<Entity>>()
  /** Ids of all exchanges, in order. */
  readonly exchanges: string[] = []

  constructor(tools: DirectoryTools) {
    this.#tools = tools
  }

  /** Unix s. */
  get nowS(): number {
    return Math.floor(this.#tools.now() / 1000)
  }

  /** The entity configuration: what an entity says about itself (OpenID Federation 1.0 section 9). */
  configuration(entity: string): Promise<Entity> {
    const url = `${entity.replace(/\/$/, '')}/.well-known/openid-federation`
    return this.#get(url, `the entity configuration of ${entity}`)
  }

  /** What a superior says about an entity (section 8.1); `superior` is its entity configuration. */
  async subordinate(superior: Statement, issuer: string, subject: string): Promise<Entity> {
    const endpoint = textIn(federationEntity(superior).federation_fetch_endpoint)
    const name = `the statement of ${issuer} about ${subject}`
    if (endpoint === null || !URL.canParse(endpoint) || !endpoint.startsWith('https://')) {
      const reason = `${issuer} publishes no federation_fetch_endpoint`
      return { kind: 'failed', reason, attributed: 'directory' }
    }
    const url = new URL(endpoint)
    url.searchParams.set('sub', subject)
    return this.#get(url.href, name)
  }

  /** Asks a trust mark issuer for the status of a mark (section 8.4). */
  status(endpoint: string, trustMark: string, name: string): Promise<Entity> {
    return this.#ask(endpoint, name, 'application/trust-mark-status-response+jwt', { trust_mark: trustMark })
  }

  #get(url: string, name: string): Promise<Entity> {
    const known = this.#known.get(url)
    if (known !== undefined) return known
    const asked = this.#ask(url, name, 'application/entity-statement+jwt')
    this.#known.set(url, asked)
    return asked
  }

  async #ask(url: string, name: string, accept: string, form?: Readonly<Record<string, string>>): Promise<Entity> {
    if (this.exchanges.length >= mostRequests)
      return { kind: 'failed', reason: `${name}: more than ${mostRequests} requests`, attributed: 'directory' }
    const fetched = await request(this.#tools, url, accept, form)
    this.exchanges.push(fetched.exchange.id)
    if (fetched.kind === 'missing') return { kind: 'missing', reason: `${name} is not there (${fetched.reason})` }
    if (fetched.kind === 'failed')
      return { kind: 'failed', reason: `${name}: ${fetched.reason}`, attributed: fetched.attributed }
    const statement = readStatement(name, fetched.text)
    if (statement !== null) return { kind: 'statement', statement }
    return { kind: 'failed', reason: `${name}: ${url} answers with no signed JWT`, attributed: 'directory' }
  }
}

/** `federation_entity` metadata of an entity configuration. */
export function federationEntity({ claims }: Statement): JsonObject {
  const { metadata } = claims
  return isObject(metadata) && isObject(metadata.federation_entity) ? metadata.federation_entity : {}
}
