import { isDeepStrictEqual } from 'node:util'
import type { Answer } from '../checks/types.ts'
import type { Exchange } from '../wire/types.ts'
import { noAnswer, objectIn, plainRequest } from './ask.ts'
import type { Probe, ProbeContext } from './types.ts'

/** RFC 8414 section 3.1 inserts the well-known path in front of the issuer's, OpenID Discovery section 4 appends it. */
export function wellKnownUrls(issuer: string): { readonly oauth: string; readonly openid: string } {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  return {
    oauth: `${origin}/.well-known/oauth-authorization-server${path}`,
    openid: `${origin}${path}/.well-known/openid-configuration`,
  }
}

const fetchFrom = (context: ProbeContext, url: string): Promise<Exchange> =>
  context.wire.send(plainRequest('GET', url, [['accept', 'application/json']], null), context.label('discovery'))

/** A metadata document, or what stands there instead. Whether it is of the right issuer is a question of its own. */
function documentIn(
  exchange: Exchange,
): { readonly document: Readonly<Record<string, unknown>> } | { readonly instead: string } {
  const { status } = exchange.response ?? {}
  if (status !== 200) return { instead: `status ${status}` }
  const document = objectIn(exchange)
  return typeof document?.issuer === 'string'
    ? { document }
    : { instead: 'status 200, but no JSON object with an issuer' }
}

/** The document is found at one of the two places. */
const foundAt =
  (place: 'oauth' | 'openid'): Probe =>
  async (context) => {
    const { issuer } = context.target
    const exchange = await fetchFrom(context, wellKnownUrls(issuer)[place])
    const silent = noAnswer(exchange, 'as')
    if (silent) return [silent]
    const read = documentIn(exchange)
    const observed = 'document' in read ? 'it is there' : read.instead
    return [
      {
        kind: 'document' in read ? 'yes' : 'no',
        expected: `metadata at ${exchange.request.url}`,
        observed,
        exchanges: [exchange.id],
      },
    ]
  }

/** RFC 8414 section 3. */
export const metadataAtOauthLocation: Probe = foundAt('oauth')

/** OpenID Connect Discovery section 4. */
export const metadataAtOpenidLocation: Probe = foundAt('openid')

/** The order of values in a list of the metadata has no meaning. */
const comparable = (value: unknown): unknown =>
  Array.isArray(value) ? [...value].map((item) => JSON.stringify(item)).sort() : value

/** Where both documents are there, they say the same: a client must not get other rules by looking at the other place. */
export const metadataLocationsAgree: Probe = async (context) => {
  const { issuer } = context.target
  const urls = wellKnownUrls(issuer)
  const [oauth, openid] = await Promise.all([fetchFrom(context, urls.oauth), fetchFrom(context, urls.openid)])
  const silent = noAnswer(oauth, 'as') ?? noAnswer(openid, 'as')
  if (silent) return [silent]
  const [first, second] = [documentIn(oauth), documentIn(openid)]
  const exchanges = [oauth.id, openid.id]
  const expected = 'the same values in both metadata documents'
  if (!('document' in first) && !('document' in second))
    return [
      {
        kind: 'no',
        expected: `metadata at ${urls.oauth} or ${urls.openid}`,
        observed: `${first.instead}; ${second.instead}`,
        exchanges,
      },
    ]
  if (!('document' in first) || !('document' in second))
    return [{ kind: 'not-applicable', reason: `only ${'document' in first ? urls.oauth : urls.openid} has metadata` }]
  // Members that only one of the specifications knows may be missing in the other document; signed_metadata repeats all.
  const both = Object.keys(first.document).filter((member) => member in second.document && member !== 'signed_metadata')
  const different = both.filter(
    (member) => !isDeepStrictEqual(comparable(first.document[member]), comparable(second.document[member])),
  )
  const observed =
    different.length === 0
      ? `all ${both.length} members that both have are equal`
      : `different: ${different.join(', ')}`
  return [{ kind: different.length === 0 ? 'yes' : 'no', expected, observed, exchanges }]
}

/** RFC 8414 section 3.3: whoever asks for another issuer does not get the metadata of this one. */
export const metadataOfOtherIssuer: Probe = async (context) => {
  const { issuer } = context.target
  const ownServed = typeof context.metadata.issuer === 'string'
  const other = `${issuer.replace(/\/$/, '')}/no-such-issuer`
  return Promise.all(
    Object.values(wellKnownUrls(other)).map(async (url): Promise<Answer> => {
      const exchange = await fetchFrom(context, url)
      const silent = noAnswer(exchange, 'as')
      if (silent) return silent
      // A server that serves no metadata at all serves none of another issuer either, which proves nothing.
      if (!ownServed)
        return { kind: 'unknown', reason: 'the server serves no metadata with an issuer', attributed: 'as' }
      const served = objectIn(exchange)?.issuer
      const wrong = exchange.response?.status === 200 && typeof served === 'string' && served !== other
      return {
        kind: wrong ? 'no' : 'yes',
        expected: `no metadata with another issuer at ${url}`,
        observed: wrong ? `metadata of issuer "${served}"` : `status ${exchange.response?.status}`,
        exchanges: [exchange.id],
      }
    }),
  )
}
