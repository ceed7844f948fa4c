import type { Site } from './site.ts'

/** Applies the defects of authorization responses to the address that the browser is sent to. */
export function shapeCallback(location: string, site: Site): string {
  const { strict } = site
  const url = new URL(location)
  const { searchParams: params } = url
  const isError = params.has('error')
  if (!strict(isError ? 'callback-iss-error' : 'callback-iss')) params.delete('iss')
  if (!isError && !strict('callback-iss-value') && params.has('iss')) params.set('iss', `${site.issuer}/`)
  const state = params.get('state')
  if (state === null && !strict('callback-iss-stateless')) params.delete('iss')
  if (state !== null && !strict('callback-state')) params.set('state', state.slice(0, 256))
  if (state !== null && !isError && !strict('callback-state-case')) params.set('state', state.toLowerCase())
  if (state !== null && !isError && !strict('callback-state-encoding')) params.set('state', state.replaceAll('+', ' '))
  const code = params.get('code')
  if (code !== null && !strict('callback-twice')) params.append('code', code)
  if (code !== null && !strict('callback-fragment')) url.hash = `code=${code}`
  if (!isError && !strict('callback-tokens')) params.set('id_token', 'e30.e30.e30')
  if (!isError && !strict('callback-iss-query') && params.has('iss')) params.set('iss', `${site.issuer}?tenant=1`)
  if (!strict('callback-path')) url.pathname += '/done'
  if (!strict('callback-query')) for (const name of ['dummy1', 'dummy2']) params.delete(name)
  if (params.get('error') === 'access_denied' && !strict('callback-denied')) params.set('error', 'server_error')
  if (isError && !strict('callback-description')) params.set('error_description', 'the "request"\nwas refused')
  if (params.get('error') === 'access_denied' && !strict('callback-fragment-error')) {
    url.hash = params.toString()
    url.search = ''
  }
  return url.href
}
