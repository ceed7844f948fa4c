import { X509Certificate } from 'node:crypto'
import type { JsonObject } from '../json/object.ts'
import type { Limits } from '../profile/types.ts'
import { askBody } from './ask.ts'
import { isSigningKey, rsaBits } from './jwkProperties.ts'
import { askKeys, nameOf } from './jwkSet.ts'
import { decodeJwt } from './jwt.ts'
import { judge, judgeProblems, notApplicable, unknown } from './makeAnswer.ts'
import type { Answered } from './readExchange.ts'
import type { Answer, Check, Trace } from './types.ts'

/** Asks only where the profile sets the limit. */
const withLimit =
  (name: keyof Limits, question: (limit: number, trace: Trace) => Answer): Check =>
  (trace) => {
    const limit = trace.limits?.[name] ?? null
    return limit === null ? notApplicable('the profile sets no such limit') : question(limit, trace)
  }

const seconds = (value: unknown): number | null => {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : null
}

/** How long a JWT is good for: from when it was issued, or else from when it came. */
function jwtLife(token: unknown, exchange: Answered): number | null {
  const decoded = decodeJwt(token)
  const exp = decoded.ok ? seconds(decoded.jwt.claims.exp) : null
  if (!decoded.ok || exp === null) return null
  return exp - (seconds(decoded.jwt.claims.iat) ?? Math.floor(exchange.timing.startedAt / 1000))
}

/** What the response says, and what the token itself says: the longer one is how long it opens something. */
const accessTokenLife = (step: 'token' | 'refresh') =>
  withLimit('accessTokenLifetimeS', (limit, trace) => {
    if (step === 'refresh' && trace.exchanges.refresh === undefined)
      return notApplicable('no refresh token was given, so nothing was refreshed')
    const check = askBody(step, (body, exchange) => {
      const told = [seconds(body.expires_in), jwtLife(body.access_token, exchange)].filter((life) => life !== null)
      if (told.length === 0) return unknown('neither "expires_in" nor the access token tells how long it lives', 'as')
      const life = Math.max(...told)
      return judge(life <= limit, `access tokens live ${limit} s at most`, `${life} s`, exchange)
    })
    return check(trace)
  })

const refreshTokenMembers = ['refresh_token_expires_in', 'refresh_expires_in', 'refresh_token_expiration']

const refreshTokenLife = withLimit('refreshTokenLifetimeS', (limit, trace) => {
  const check = askBody('token', (body, exchange) => {
    if (body.refresh_token === undefined) return notApplicable('the token response has no refresh_token')
    const told = [...refreshTokenMembers.map((name) => seconds(body[name])), jwtLife(body.refresh_token, exchange)]
    const lives = told.filter((life) => life !== null)
    if (lives.length === 0) return notApplicable('the server does not tell how long refresh tokens live')
    const life = Math.max(...lives)
    return judge(life <= limit, `refresh tokens live ${limit} s at most`, `${life} s`, exchange)
  })
  return check(trace)
})

const requestUriLife = withLimit('requestUriLifetimeS', (limit, trace) => {
  const check = askBody('par', (body, exchange) => {
    const life = seconds(body.expires_in)
    if (life === null) return unknown('the PAR response has no "expires_in" number', 'as')
    return judge(life <= limit, `a request_uri lives ${limit} s at most`, `${life} s`, exchange)
  })
  return check(trace)
})

const serverRsaBits = withLimit('rsaKeyBits', (limit, trace) => {
  const check = askKeys((keys) => {
    const sizes = keys.flatMap((key, index) => {
      const bits = key.kty === 'RSA' ? rsaBits(key) : null
      return bits === null ? [] : [{ name: nameOf(key, index), bits }]
    })
    if (sizes.length === 0) return notApplicable('the JWK set has no RSA key')
    const short = sizes.filter(({ bits }) => bits < limit).map(({ name, bits }) => `${name} has ${bits} bits`)
    const seen = sizes.map(({ bits }) => `${bits} bits`).join(', ')
    return judgeProblems(short, `RSA keys of ${limit} bits or more`, seen, trace.exchanges.jwks ?? null)
  })
  return check(trace)
})

/** Unix s at which a published key began, as it says itself; null: it does not. */
function keyBegan(key: JsonObject, certificateStart: (der: string) => number | null): number | null {
  const [first] = Array.isArray(key.x5c) ? key.x5c : []
  const started = typeof first === 'string' ? certificateStart(first) : null
  return started ?? seconds(key.nbf) ?? seconds(key.iat)
}

const DAY_S = 86_400

const keyRotation = (certificateStart: (der: string) => number | null): Check =>
  withLimit('keyRotationS', (limit, trace) => {
    const check = askKeys((keys) => {
      const known = keys.flatMap((key, index) => {
        const began = isSigningKey(key) ? keyBegan(key, certificateStart) : null
        return began === null ? [] : [{ name: nameOf(key, index), age: Math.floor(trace.at / 1000) - began }]
      })
      if (known.length === 0) return notApplicable('no signing key tells how old it is (x5c, nbf, iat)')
      const days = (age: number): string => `${Math.floor(age / DAY_S)} days old`
      const due = known.filter(({ age }) => age > limit).map(({ name, age }) => `${name} is ${days(age)}`)
      const seen = known.map(({ name, age }) => `${name} is ${days(age)}`).join(', ')
      return judgeProblems(due, `signing keys no older than ${limit / DAY_S} days`, seen, trace.exchanges.jwks ?? null)
    })
    return check(trace)
  })

function clientKeys({ client }: Trace): readonly { readonly name: string; readonly bits: number }[] {
  return client.publicKeys.flatMap((key, index) => {
    const bits = key.kty === 'RSA' ? rsaBits(key) : null
    return bits === null ? [] : [{ name: `${client.name} ${nameOf(key, index)}`, bits }]
  })
}

/** What the partner has registered is of the partner's own making: a fault is one of the configuration. */
const clientRsaBits = withLimit('rsaKeyBits', (limit, trace) => {
  const keys = [...clientKeys(trace), ...(trace.other ? clientKeys(trace.other) : [])]
  if (keys.length === 0) return notApplicable('no client signs with an RSA key')
  const short = keys.filter(({ bits }) => bits < limit).map(({ name, bits }) => `${name} has ${bits} bits`)
  const seen = keys.map(({ name, bits }) => `${name}: ${bits} bits`).join(', ')
  return judgeProblems(short, `RSA keys of ${limit} bits or more`, seen, null, 'config')
})

/** notBefore of a certificate in base64, Unix s; null: it is none. */
function startOfCertificate(der: string): number | null {
  try {
    return Math.floor(new X509Certificate(Buffer.from(der, 'base64')).validFromDate.getTime() / 1000)
  } catch {
    return null
  }
}

/** Limits that the profile sets. */
export const limitChecks: Readonly<Record<string, Check>> = {
  'limit-access-token-lifetime': accessTokenLife('token'),
  'limit-access-token-lifetime-refreshed': accessTokenLife('refresh'),
  'limit-refresh-token-lifetime': refreshTokenLife,
  'limit-request-uri-lifetime': requestUriLife,
  'limit-server-rsa-keys': serverRsaBits,
  'limit-client-rsa-keys': clientRsaBits,
  'limit-key-rotation': keyRotation(startOfCertificate),
}
