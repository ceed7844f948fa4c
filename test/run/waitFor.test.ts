import { describe, expect, it } from 'vitest'
import type { FlowSession } from '../../src/flow/session.ts'
import { NotApplicable } from '../../src/mutations/NotApplicable.ts'
import { waitMs } from '../../src/run/waitFor.ts'

const now = 1_700_000_000
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (exp: number): string => `${encode({ alg: 'ES256' })}.${encode({ exp })}.c2ln`

const flow = (tokens: { access_token: string; expires_in: number | null }, requestUriExpiresIn: number | null = null) =>
  ({ env: { now: () => now * 1000 }, tokens, requestUriExpiresIn }) as unknown as FlowSession

const until = (symbol: string) => ({ wait: { step: 'resource', ms: null, symbol } }) as const

describe('the wait of a case', () => {
  it('is none at other steps', () => {
    expect(waitMs(flow({ access_token: 'x', expires_in: 60 }), until('$token.expires_in'), 'token')).toBe(0)
  })

  it('is the one that the case names', () => {
    const wait = { step: 'token', ms: 62_000, symbol: null } as const
    expect(waitMs(flow({ access_token: 'x', expires_in: null }), { wait }, 'token')).toBe(62_000)
  })

  it('is a second longer than the life of an opaque token or a request_uri', () => {
    expect(waitMs(flow({ access_token: 'a.b.c', expires_in: 60 }), until('$token.expires_in'), 'resource')).toBe(61_000)
    const pushed = flow({ access_token: 'x', expires_in: null }, 90)
    expect(waitMs(pushed, until('$par.expires_in'), 'resource')).toBe(91_000)
  })

  it('leaves the verifier of a JWT a minute for clocks, and takes exp where it is later', () => {
    const token = { access_token: jwt(now + 100), expires_in: 60 }
    expect(waitMs(flow(token), until('$token.expires_in'), 'resource')).toBe(161_000)
    expect(waitMs(flow({ ...token, expires_in: null }), until('$token.expires_in'), 'resource')).toBe(161_000)
  })

  it('cannot be made where nobody tells the end', () => {
    const wait = (): number =>
      waitMs(flow({ access_token: 'x', expires_in: null }), until('$token.expires_in'), 'resource')
    expect(wait).toThrow(NotApplicable)
    expect(wait).toThrow(/does not say how long/)
  })
})
