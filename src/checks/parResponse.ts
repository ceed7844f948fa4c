import { askBody } from './ask.ts'
import { describeRoom, guessableBecause } from './entropy.ts'
import { judge, notApplicable } from './makeAnswer.ts'
import { shapeOf, show } from './showValue.ts'
import { contentTypeCheck, jsonObjectCheck, noStoreCheck, statusCheck } from './successBody.ts'
import type { Check } from './types.ts'
import { allWhere } from './where.ts'

const requestUriPresent: Check = askBody('par', (body, exchange) => {
  const uri = body.request_uri
  const expected = '"request_uri" is an absolute URI'
  const ok = typeof uri === 'string' && /^[a-z][a-z\d+.-]*:[^\s]+$/i.test(uri)
  return judge(ok, expected, typeof uri === 'string' ? show(uri) : `"request_uri" is ${shapeOf(uri)}`, exchange)
})

/** RFC 9126 section 2.2 names this form; the part behind it is the server's own. */
const URN = /^urn:ietf:params:oauth:request_uri:/i

/** What the server made up, without the fixed start of a URN or of a URL. */
function ownPart(uri: string): string {
  if (URN.test(uri)) return uri.replace(URN, '')
  const parts = uri.split(/[:/?=#]/).filter((part) => part !== '')
  return parts.at(-1) ?? ''
}

const requestUriRandom: Check = askBody('par', (body, exchange, { samples }) => {
  const uri = body.request_uri
  if (typeof uri !== 'string') return notApplicable('the PAR response has no "request_uri" string')
  const seen = samples.requestUris.filter((one) => one === uri).length
  const others = samples.requestUris.map(ownPart)
  const expected = 'a "request_uri" whose own part differs every time and has room for 128 random bits'
  const reason =
    seen > 1 ? 'another request got the same "request_uri"' : guessableBecause(ownPart(uri), others, 'required')
  return judge(reason === null, expected, reason ?? describeRoom(ownPart(uri), others), exchange)
})

const expiresInInteger: Check = askBody('par', (body, exchange) => {
  const value = body.expires_in
  const ok = typeof value === 'number' && Number.isInteger(value) && value > 0
  const seen = typeof value === 'string' ? `the string ${show(value)}` : show(value)
  return judge(ok, '"expires_in" is a JSON number, a positive integer', seen, exchange)
})

/** A number, or a text that clearly means one: whether the type is right is a question of its own. */
function seconds(value: unknown): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : null
}

const expiresInBelow600: Check = askBody('par', (body, exchange) => {
  const value = seconds(body.expires_in)
  return judge(value !== null && value < 600, '"expires_in" under 600 s', show(body.expires_in), exchange)
})

const expiresInUsable: Check = askBody('par', (body, exchange) => {
  const value = seconds(body.expires_in)
  if (value === null) return notApplicable('the PAR response has no "expires_in" number')
  return judge(value >= 30, '"expires_in" of 30 s or more, so that a user can arrive', `${value} s`, exchange)
})

/** The response to a pushed authorization request (RFC 9126 section 2.2). */
export const parResponse = allWhere(
  { grant: 'authorization_code' },
  {
    'par-response-status': statusCheck('par', 201),
    'par-response-content-type': contentTypeCheck('par', ['application/json']),
    'par-response-json': jsonObjectCheck('par'),
    'par-response-no-store': noStoreCheck('par'),
    'par-request-uri': requestUriPresent,
    'par-request-uri-random': requestUriRandom,
    'par-expires-in-integer': expiresInInteger,
    'par-expires-in-below-600': expiresInBelow600,
    'par-expires-in-usable': expiresInUsable,
  },
)
