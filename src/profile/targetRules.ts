import type { Formats } from '../yaml/checkSchema.ts'
import { describe } from '../yaml/describe.ts'
import type { Complaint } from '../yaml/types.ts'

const complaint = (message: string, expected: string, seen: string | null, hint: string | null): Complaint => ({
  message,
  expected,
  seen,
  hint,
})

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

/** An https URL that can be sent as it is: absolute, no fragment, no user name. */
function httpsUrl(text: string, field: string): Complaint | null {
  const url = parseUrl(text)
  const expected = 'an absolute https URL without fragment'
  if (url === null || /\s/.test(text)) return complaint(`${field} is no URL`, expected, describe(text), null)
  if (url.protocol !== 'https:') {
    return complaint(`${field} is not https`, expected, describe(text), 'FAPI 2.0 section 5.2.1 allows TLS only')
  }
  if (url.hash !== '' || text.includes('#'))
    return complaint(`${field} has a fragment`, expected, describe(text), 'remove it')
  if (url.username !== '' || url.password !== '')
    return complaint(`${field} holds a user name or password`, expected, null, 'remove it')
  return null
}

/** RFC 8414 section 2: an https URL without query or fragment. */
function issuer(text: string, field: string): Complaint | null {
  const wrong = httpsUrl(text, field)
  if (wrong !== null) return wrong
  if (!text.includes('?')) {
    if (!text.includes('/.well-known/')) return null
    const hint = 'write the issuer identifier; the metadata is found from it'
    return complaint(`${field} is the URL of the metadata`, 'the issuer identifier', describe(text), hint)
  }
  return complaint(
    `${field} has a query`,
    'an https URL without query (RFC 8414 section 2)',
    describe(text),
    'remove it',
  )
}

const loopbackHosts: readonly string[] = ['127.0.0.1', '[::1]', 'localhost']

/** FAPI2-SP 5.3.2.2 item 8: https, or http on the loopback interface for native clients (RFC 8252 section 7.3). */
function redirectUri(text: string, field: string): Complaint | null {
  const url = parseUrl(text)
  if (url?.protocol === 'http:' && loopbackHosts.includes(url.hostname) && !text.includes('#')) return null
  return httpsUrl(text, field)
}

/** RFC 6749 section 3.3. */
function scope(text: string, field: string): Complaint | null {
  if (!/^[!#-[\]-~]+(?: [!#-[\]-~]+)*$/.test(text)) {
    const expected = 'scope values with single spaces between them (RFC 6749 section 3.3)'
    return complaint(`${field} is not well formed`, expected, describe(text), null)
  }
  const values = text.split(' ')
  const twice = values.find((value, index) => values.indexOf(value) !== index)
  return twice === undefined
    ? null
    : complaint(`${field} names "${twice}" twice`, 'each value once', describe(text), 'remove one')
}

/** Never shows what it was given: it may be the secret itself. */
function secret(text: string, field: string): Complaint | null {
  if (/^\$(?:env|file):./.test(text)) return null
  const hint = 'put it into an environment variable or a file outside the repository and name that here'
  return complaint(`${field} is written out`, '$env:NAME or $file:path', null, hint)
}

/** Rules for the `format` names of the target schema. */
export const targetRules: Formats = { 'https-url': httpsUrl, issuer, 'redirect-uri': redirectUri, scope, secret }
