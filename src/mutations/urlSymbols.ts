import type { Draft } from '../flow/draft.ts'
import type { FlowSession } from '../flow/session.ts'
import { NotApplicable } from './NotApplicable.ts'

const redirectUri = (flow: FlowSession): string => flow.sent.redirectUri ?? flow.actor.client.redirect_uri

const stepUrl =
  (change: (url: URL) => void) =>
  (_flow: FlowSession, draft: Draft): string => {
    const url = new URL(draft.url)
    url.search = ''
    url.hash = ''
    change(url)
    return url.href
  }

/** URLs are changed as text where the URL parser would mend the change again. */
const textual =
  (write: (url: URL) => string) =>
  (_flow: FlowSession, draft: Draft): string =>
    write(new URL(draft.url))

const otherSlash = (issuer: string): string => (issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`)

/** Host in capitals; an address without letters gets its scheme in capitals. null: nothing to change. */
function upperCaseHost(issuer: string): string | null {
  const url = new URL(issuer)
  const host = url.host.toUpperCase()
  const rest = issuer.slice(issuer.indexOf(url.host) + url.host.length)
  return host === url.host ? `${url.protocol.toUpperCase()}//${url.host}${rest}` : `${url.protocol}//${host}${rest}`
}

function explicitPort(url: URL): string {
  if (url.port !== '')
    throw new NotApplicable('the URL names a port of its own, so writing the default one out changes nothing')
  return `${url.protocol}//${url.hostname}:443${url.pathname}`
}

function originOnly(url: URL): string {
  if (url.pathname === '/') throw new NotApplicable('the URL has no path that could be left out')
  return `${url.origin}/`
}

function withPathSuffix(uri: string): string {
  const [path = '', query] = uri.split('?', 2)
  return `${path}/assay${query === undefined ? '' : `?${query}`}`
}

/** Symbols for URLs: of the request being changed, of the issuer, of the redirect URI. */
export const urlSymbols: Readonly<Record<string, (flow: FlowSession, draft: Draft) => unknown>> = {
  '$step.url': (_flow, draft) => draft.url,
  '$step.url_with_query': stepUrl((url) => {
    url.search = '?assay=1'
  }),
  '$step.url_with_fragment': stepUrl((url) => {
    url.hash = '#assay'
  }),
  '$step.url_upper_case_host': textual(
    (url) => `${url.protocol.toUpperCase()}//${url.host.toUpperCase()}${url.pathname}`,
  ),
  '$step.url_explicit_port': textual(explicitPort),
  // The right path under another host: a server that only compares paths takes it.
  '$step.url_foreign_host': textual((url) => `https://foreign.example${url.pathname}`),
  '$step.url_http': textual((url) => `http://${url.host}${url.pathname}`),
  '$step.url_other_port': textual(
    (url) => `https://${url.hostname}:${url.port === '8443' ? 9443 : 8443}${url.pathname}`,
  ),
  '$step.url_deeper': textual((url) => `${url.origin}${url.pathname.replace(/\/$/, '')}/assay`),
  '$step.url_origin': textual(originOnly),
  '$step.url_dot_segments': textual((url) => `${url.origin}/assay/..${url.pathname}`),
  '$issuer.other_slash': ({ env }) => otherSlash(env.target.issuer),
  '$issuer.upper_case_host': ({ env }) => upperCaseHost(env.target.issuer),
  $redirect_uri: redirectUri,
  '$redirect_uri.http': (flow) => redirectUri(flow).replace(/^https:/, 'http:'),
  '$redirect_uri.fragment': (flow) => `${redirectUri(flow)}#assay`,
  '$redirect_uri.path_suffix': (flow) => withPathSuffix(redirectUri(flow)),
  '$redirect_uri.shortened': (flow) => redirectUri(flow).slice(0, -1),
  '$redirect_uri.query': (flow) => `${redirectUri(flow)}${redirectUri(flow).includes('?') ? '&' : '?'}assay=1`,
  '$redirect_uri.userinfo': (flow) => redirectUri(flow).replace('://', '://assay@'),
}
