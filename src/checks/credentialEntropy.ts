import type { StepName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { askBody } from './ask.ts'
import { describeRoom, guessableBecause, STRENGTHS, type Strength } from './entropy.ts'
import { judge, notApplicable, unknown } from './makeAnswer.ts'
import { whereRefreshTokens } from './offered.ts'
import { valuesOf } from './responseParams.ts'
import { shapeOf } from './showValue.ts'
import type { Answer, Check, Trace } from './types.ts'
import { where } from './where.ts'

type SampleKind = keyof Trace['samples']

function judgeCredential(
  what: string,
  value: unknown,
  samples: readonly string[],
  strength: Strength,
  exchange: Exchange | null,
): Answer {
  if (typeof value !== 'string')
    return unknown(`${what} is ${shapeOf(value)}, so its randomness cannot be looked at`, 'as')
  const reason = guessableBecause(value, samples, strength)
  return judge(
    reason === null,
    `${what} with room for ${STRENGTHS[strength].bits} random bits`,
    reason ?? describeRoom(value, samples),
    exchange,
  )
}

/** A credential in a token response. An access token may be the same twice, so equal values are no fault. */
const inBody = (step: StepName, member: string, kind: SampleKind, strength: Strength): Check =>
  askBody(step, (body, exchange, { samples }) => {
    const value = body[member]
    if (value === undefined && member === 'refresh_token') return notApplicable('no refresh token was issued')
    return judgeCredential(`"${member}"`, value, samples[kind], strength, exchange)
  })

const code =
  (strength: Strength): Check =>
  ({ callback, samples, exchanges }) => {
    const value = callback === null ? undefined : valuesOf(callback.params, 'code')[0]
    const exchange = exchanges.authorize?.at(-1) ?? null
    if (value === undefined) return unknown('there was no authorization code', 'as')
    if (samples.codes.filter((one) => one === value).length > 1)
      return judge(false, 'a new code for every authorization', 'another authorization got the same code', exchange)
    return judgeCredential('"code"', value, samples.codes, strength, exchange)
  }

/**
 * Codes and tokens: 128 bits are required (FAPI2-SP 5.4.1-4), 160 recommended (RFC 6749 section 10.10). Only length,
 * alphabet, repetition and what all samples share can be seen, so a yes means that nothing speaks against it.
 */
export const credentialEntropy = {
  'authorization-code-random': where({ grant: 'authorization_code' }, code('required')),
  'authorization-code-160-bits': where({ grant: 'authorization_code' }, code('recommended')),
  'access-token-random': inBody('token', 'access_token', 'accessTokens', 'required'),
  'access-token-160-bits': inBody('token', 'access_token', 'accessTokens', 'recommended'),
  'refresh-token-random': inBody('token', 'refresh_token', 'refreshTokens', 'required'),
  'refresh-token-160-bits': inBody('token', 'refresh_token', 'refreshTokens', 'recommended'),
  ...whereRefreshTokens({
    'refresh-response-access-token-random': where(
      { grant: 'authorization_code' },
      inBody('refresh', 'access_token', 'accessTokens', 'required'),
    ),
  }),
} satisfies Record<string, Check>
