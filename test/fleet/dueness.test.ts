import { describe, expect, it } from 'vitest'
import { serverChange } from '../../src/fleet/serverChange.ts'
import { startDelay } from '../../src/fleet/startDelay.ts'
import { type DueQuestion, whyDue } from '../../src/fleet/whyDue.ts'
import type { StatusLine } from '../../src/status/types.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-06-01T00:00:00Z')
const LINE: StatusLine = {
  organisation: 'Bank',
  application: 'app',
  profile: 'p',
  environment: 'sandbox',
  state: 'conformant',
  since: '2026-01-01T00:00:00.000Z',
  reason: 'the run was conformant',
  registeredAt: null,
  validUntil: '2026-07-01T00:00:00.000Z',
  due: null,
  nextDue: '2026-07-01T00:00:00.000Z',
  nextDueReason: 'the result is valid until then',
  certifiedBy: 'r1',
  runs: 1,
}
const ask = (more: Partial<DueQuestion>) =>
  whyDue({ line: LINE, changed: null, all: false, aheadMs: 7 * DAY, now: NOW, ...more })

describe('whether a target is due', () => {
  it('is not, long before its date', () => {
    expect(ask({})).toEqual({ due: false, reason: 'not due before 2026-07-01' })
  })

  it('is, from some days before its date on, with the reason of the date', () => {
    const from = Date.parse('2026-06-24T00:00:00Z')
    expect(ask({ now: from })).toEqual({ due: true, reason: 'due 2026-07-01: the result is valid until then' })
    expect(ask({ now: from - 1 }).due).toBe(false)
  })

  it('is, when its server has changed, when it is asked for, and when nobody knows it', () => {
    expect(ask({ changed: 'changed since the last run: keys of x' }).due).toBe(true)
    expect(ask({ all: true })).toEqual({ due: true, reason: 'asked for' })
    expect(ask({ line: undefined }).due).toBe(true)
  })

  it.each(['registered', 'credentialed', 'testing', 'conditional', 'in-revision', 'expired'] as const)(
    'is, while it is %s',
    (state) => expect(ask({ line: { ...LINE, state } }).due).toBe(true),
  )

  it.each(['suspended', 'revoked', 'offboarded'] as const)('is not, while it is %s, even if asked for', (state) => {
    expect(ask({ line: { ...LINE, state }, all: true, changed: 'x' }).due).toBe(false)
  })
})

describe('the start of a run', () => {
  it('is spread over the whole time, and the same again', () => {
    const delays = Array.from({ length: 500 }, (_, n) => startDelay('c', `t${n}`, 1000))
    expect(Math.min(...delays)).toBeLessThan(50)
    expect(Math.max(...delays)).toBeGreaterThan(950)
    expect(Math.max(...delays)).toBeLessThan(1000)
    expect(startDelay('c', 't7', 1000)).toBe(delays[7])
    expect(startDelay('other', 't7', 1000)).not.toBe(delays[7])
    expect(startDelay('c', 't7', 0)).toBe(0)
  })
})

describe('what has changed at a server', () => {
  const facts = {
    metadata: [{ url: 'https://a/m', digest: '1' }],
    jwks: [{ url: 'https://a/k', digest: '2' }],
    tls: [],
  }

  it('is named', () => {
    expect(serverChange(facts, facts)).toBeNull()
    const other = { ...facts, jwks: [{ url: 'https://a/k', digest: '3' }] }
    expect(serverChange(facts, other)).toBe('changed since the last run: keys of https://a/k')
  })

  it('is nothing where there was nothing before, or nothing answers now', () => {
    expect(serverChange({ metadata: [], jwks: [], tls: [] }, facts)).toBeNull()
    expect(serverChange(facts, { metadata: [], jwks: [], tls: [] })).toBeNull()
  })
})
