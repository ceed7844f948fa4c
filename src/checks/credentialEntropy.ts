import type { StepName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { askBody } from './ask.ts'
import { describeRoom, guessableBecause } from './entropy.ts'
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
  bits: number,
  exchange: Exchange | null,
): Answer {
  if (typeof value !== 'string')
    return unknown(`${what} is ${shapeOf(value)}, so its randomness cannot be looked at`, 'as')
  const reason = guessableBecause(value, samples, bits)
  return judge(
    reason === null,
    `${what} with room for ${bits} random bits`,
    reason ?? describeRoom(value, samples),
    exchange,
  )
}

/** A credential in a token response. An access token may be the same twice, so equal values are no fault. */
const inBody = (step: StepName, member: string, kind: SampleKind, bits: number): Check =>
  askBody(step, (body, exchange, { samples }) => {
    const value = body[member]
    if (value === undefined && member === 'refresh_token') return notApplicable('no refresh token was issued')
    return judgeCredential(`"${member}"`, value, samples[kind], bits, exchange)
  })

const code =
  (bits: number): Check =>
  ({ callback, samples, exchanges }) => {
    const value = callback === null ? undefined : valuesOf(callback.params, 'code')[0]
    const exchange = exchanges.authorize?.at(-1) ?? null
    if (value === undefined) return unknown('there was no authorization code', 'as')
    if (samples.codes.filter((one) => one === value).length > 1)
      return judge(false, 'a new code for every authorization', 'another authorization got the same code', exchange)
    return judgeCredential('"code"', value, samples.codes, bits, exchange)
  }

/**
 * Codes and tokens: 128 bits are required (FAPI2-SP 5.4.1-4), 160 recommended (RFC 6749 section 10.10). Only length,
 * alphabet, repetition and what all samples share can be seen, so a yes means that nothing speaks against it.
 */
export const credentialEntropy = {
  'authorization-code-random': where({ grant: 'authorization_code' }, code(128)),
  'authorization-code-160-bits': where({ grant: 'authorization_code' }, code(160)),
  'access-token-random': inBody('token', 'access_token', 'accessTokens', 128),
  'access-token-160-bits': inBody('token', 'access_token', 'accessTokens', 160),
  'refresh-token-random': inBody('token', 'refresh_token', 'refreshTokens', 128),
  'refresh-token-160-bits': inBody('token', 'refresh_token', 'refreshTokens', 160),
  ...whereRefreshTokens({
    'refresh-response-access-token-random': where(
      { grant: 'authorization_code' },
      inBody('refresh', 'access_token', 'accessTokens', 128),
    ),
  }),
} satisfies Record<string, Check>
