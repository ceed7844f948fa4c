import type { Answer } from '../checks/types.ts'
import type { Exchange } from '../wire/types.ts'
import { noAnswer, plainRequest, valuesOf } from './ask.ts'
import { controlFails } from './handshakes.ts'
import { identityOf } from './identityOf.ts'
import { addressOf, type OfferedUrl, offeredUrls, serverHosts } from './serverHosts.ts'
import type { Probe, ProbeContext } from './types.ts'

const withoutTls = (url: string, port: number): string => {
  const clear = new URL(url)
  clear.protocol = 'http:'
  clear.port = String(port)
  return clear.href
}

/** Answers of servers that have nothing there for a client: not found, wrong host, gone, upgrade required, or broken. */
const nothingThere = (status: number): boolean => [403, 404, 410, 421, 426].includes(status) || status >= 500

/** No TCP connection: on the port of the https URL this says that the server is away, on port 80 that nobody serves there. */
const isAway = (exchange: Exchange): boolean =>
  /^(DNS|CONNECTION_REFUSED|CONNECT_TIMEOUT)$/.test(exchange.error?.code ?? '')

/** A server that waits in silence serves nothing; this long, in ms, is waited to be sure of it. */
const patienceMs = 5000

/** What a clear-text answer is by itself; `compare`: it depends on what https answers. */
function kindOf(clear: Exchange): 'served' | 'not-served' | 'compare' {
  const status = clear.response?.status
  if (status === undefined || nothingThere(status)) return 'not-served'
  if (status < 300) return 'served'
  if (status >= 400) return 'compare'
  const location = valuesOf(clear, 'location')[0]
  const target =
    location !== undefined && URL.canParse(location, clear.request.url) ? new URL(location, clear.request.url) : null
  return target === null || target.protocol === 'https:' ? 'not-served' : 'compare'
}

/**
 * Whether a clear-text refusal or redirect comes from the endpoint itself: then https answers the same. Some servers answer
 * clear text on their TLS port with a 400 of their own, so a bare status is only enough where it says 401 or 405.
 */
function isSameAnswer(clear: Exchange, secure: Exchange): boolean {
  if (!clear.response || clear.response.status !== secure.response?.status) return false
  return clear.response.status === 401 || clear.response.status === 405 || clear.response.body === secure.response.body
}

async function ask(context: ProbeContext, offered: OfferedUrl, place: Place): Promise<Answer> {
  const expected = `nothing served in clear text on ${place === 'same port' ? 'the port of the https URL' : place}`
  const { owner } = offered
  const [label, answer] = [context.label(offered.name), { expected, attributed: owner }]
  // An http URL in the metadata is a fault of its own (other cases name it); here it only matters what answers there.
  const offeredClear = /^http:/i.test(offered.url)
  const port = place === 'same port' ? addressOf(offered.url).port : 80
  const url = offeredClear ? offered.url : withoutTls(offered.url, port)
  const clear = await context.wire.send({ ...plainRequest('GET', url, [], null), timeoutMs: patienceMs }, label)
  if (
    clear.error &&
    (clear.error.code === 'ABORTED' || (isAway(clear) && (place === 'same port' || clear.error.code === 'DNS')))
  ) {
    return noAnswer(clear, owner) ?? { kind: 'unknown', reason: clear.error.message }
  }
  // Who serves nothing with TLS either has only shown that it is down.
  const host =
    clear.response || place === 'port 80'
      ? undefined
      : serverHosts(context).find(({ urls }) => urls.some(({ url }) => url === offered.url))
  const failed = host ? await controlFails(context, host) : null
  if (failed) return failed
  const observed = clear.response ? `${url} answers ${clear.response.status}` : `${url}: ${clear.error?.message}`
  const kind = kindOf(clear)
  if (kind !== 'compare' || offeredClear)
    return { ...answer, kind: kind === 'not-served' ? 'yes' : 'no', observed, exchanges: [clear.id] }
  const secure = await context.wire.send(plainRequest('GET', offered.url, [], identityOf(context)), label)
  return (
    noAnswer(secure, owner) ?? {
      ...answer,
      kind: isSameAnswer(clear, secure) ? 'no' : 'yes',
      observed: `${observed}, https answers ${secure.response?.status}`,
      exchanges: [clear.id, secure.id],
    }
  )
}

type Place = 'same port' | 'port 80'

/** Asks each URL that `concerns` names once, in clear text, at the given place. */
function clearText(place: Place, concerns: (offered: OfferedUrl) => boolean, absent: Answer): Probe {
  return async (context) => {
    const seen = new Map(
      offeredUrls(context)
        .filter(concerns)
        .map((offered) => [offered.url, offered]),
    )
    const urls = [...seen.values()].filter(({ url }) => place === 'same port' || addressOf(url).port === 443)
    if (seen.size === 0) return [absent]
    if (urls.length === 0)
      return [
        {
          kind: 'not-applicable',
          reason: 'no URL has the default port of https, so that port 80 is not its clear-text neighbour',
        },
      ]
    return Promise.all(urls.map((offered) => ask(context, offered, place)))
  }
}

const notOffered = (member: string): Answer => ({
  kind: 'unknown',
  reason: `the metadata has no "${member}"`,
  attributed: 'as',
})
// The browser's pages and the key set have rules and cases of their own.
const isOther = ({ caller, name }: OfferedUrl): boolean =>
  caller === 'client' && name !== 'jwks_uri' && name !== 'issuer'
const isPage = ({ name }: OfferedUrl): boolean => name === 'authorization_endpoint'

/** FAPI 2.0 Security Profile 5.2.1-1: endpoints for clients are offered through TLS only. */
export const noClearTextOnSamePort: Probe = clearText('same port', isOther, notOffered('token_endpoint'))
export const noClearTextOnPort80: Probe = clearText('port 80', isOther, notOffered('token_endpoint'))

/** FAPI 2.0 Security Profile 5.2.3-1: a page that http serves needs no attacker to strip TLS off. */
export const noClearTextPage: Probe = clearText('same port', isPage, notOffered('authorization_endpoint'))
export const noClearTextPageOnPort80: Probe = clearText('port 80', isPage, notOffered('authorization_endpoint'))

/** FAPI 2.0 Security Profile 5.4.2-1. */
export const noClearTextJwks: Probe = clearText('same port', ({ name }) => name === 'jwks_uri', {
  kind: 'not-applicable',
  reason: 'the metadata has no "jwks_uri"',
})
