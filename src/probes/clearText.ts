import type { Answer } from '../checks/types.ts'
import type { Exchange } from '../wire/types.ts'
import { noAnswer, plainRequest, valuesOf } from './ask.ts'
import { identityOf } from './identityOf.ts'
import { addressOf, type OfferedUrl, offeredUrls } from './serverHosts.ts'
import type { Probe, ProbeContext } from './types.ts'

const withoutTls = (url: string, port: number): string => {
  const clear = new URL(url)
  clear.protocol = 'http:'
  clear.port = String(port)
  return clear.href
}

/** Answers of servers that have nothing there for a client: not found, wrong host, gone, upgrade required, or broken. */
const nothingThere = (status: number): boolean => [403, 404, 410, 421, 426].includes(status) || status >= 500

/**
 * Whether a clear-text answer comes from the endpoint itself. A redirect to https does not; a refusal such as 401 or 400
 * does if the https endpoint refuses the same request in the same way (some servers answer clear text on their TLS port
 * with a 400 of their own).
 */
export function isServed(clear: Exchange, secure: Exchange): boolean {
  const { response } = clear
  if (!response) return false
  const { status } = response
  if (status >= 200 && status < 300) return true
  if (status >= 300 && status < 400) {
    const location = valuesOf(clear, 'location')[0]
    const target =
      location !== undefined && URL.canParse(location, clear.request.url) ? new URL(location, clear.request.url) : null
    return target !== null && target.protocol !== 'https:' && secure.response?.status === status
  }
  if (nothingThere(status) || secure.response?.status !== status) return false
  return status === 401 || status === 405 || secure.response.body === response.body
}

async function ask(context: ProbeContext, offered: OfferedUrl, port: number, expected: string): Promise<Answer> {
  const url = withoutTls(offered.url, port)
  const label = context.label(offered.name)
  if (/^http:/i.test(offered.url))
    return {
      kind: 'no',
      expected,
      observed: `${offered.name} is ${offered.url}, not an https URL`,
      attributed: offered.owner,
    }
  const secure = await context.wire.send(plainRequest('GET', offered.url, [], identityOf(context)), label)
  const silent = noAnswer(secure, offered.owner)
  if (silent) return silent
  const clear = await context.wire.send(plainRequest('GET', url, [], null), label)
  const exchanges = [secure.id, clear.id]
  if (clear.error?.code === 'ABORTED') return { kind: 'unknown', reason: clear.error.message, attributed: 'harness' }
  const observed = clear.response ? `${url} answers ${clear.response.status}` : `${url}: ${clear.error?.message}`
  return { kind: isServed(clear, secure) ? 'no' : 'yes', expected, observed, attributed: offered.owner, exchanges }
}

type Place = 'same port' | 'port 80'

/** Asks each URL that `concerns` names once, in clear text, at the given place. */
function clearText(place: Place, concerns: (offered: OfferedUrl) => boolean, absent: Answer): Probe {
  const expected =
    place === 'same port'
      ? 'nothing served in clear text on the port of the https URL'
      : 'nothing served in clear text on port 80'
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
    return Promise.all(
      urls.map((offered) => ask(context, offered, place === 'same port' ? addressOf(offered.url).port : 80, expected)),
    )
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
