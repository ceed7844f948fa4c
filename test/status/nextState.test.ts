import { describe, expect, it } from 'vitest'
import { expiryOf, nextState, stateAt } from '../../src/status/nextState.ts'
import type { Lifecycle, LifecycleEvent, LifecycleState, StatusRules } from '../../src/status/types.ts'
import type { Outcome } from '../../src/verdict/types.ts'
import { DAY_MS, NEW_YEAR } from './runResult.ts'

const rules: StatusRules = { validDays: 100, graceDays: 10 }
const day = (n: number): number => NEW_YEAR + n * DAY_MS
const run = (at: number, result: Outcome, partial = false, waivedUntil: number | null = null): LifecycleEvent => ({
  kind: 'run',
  at,
  runId: `r${at}`,
  result,
  partial,
  waivedUntil,
})

const states: Readonly<Record<LifecycleState, Lifecycle>> = {
  registered: { state: 'registered', since: day(0), validUntil: null, due: null, reason: 'x' },
  testing: { state: 'testing', since: day(1), validUntil: null, due: null, reason: 'x' },
  conformant: { state: 'conformant', since: day(2), validUntil: day(102), due: null, reason: 'x' },
  conditional: { state: 'conditional', since: day(3), validUntil: day(102), due: day(13), reason: 'x' },
  expired: { state: 'expired', since: day(3), validUntil: day(3), due: null, reason: 'x' },
}

describe('nextState', () => {
  it.each([
    ['registered', 'conformant', 'conformant'],
    ['registered', 'non-conformant', 'testing'],
    ['registered', 'incomplete', 'testing'],
    ['testing', 'conformant', 'conformant'],
    ['testing', 'non-conformant', 'testing'],
    ['testing', 'incomplete', 'testing'],
    ['conformant', 'conformant', 'conformant'],
    ['conformant', 'non-conformant', 'conditional'],
    ['conformant', 'incomplete', 'conformant'],
    ['conditional', 'conformant', 'conformant'],
    ['conditional', 'non-conformant', 'conditional'],
    ['conditional', 'incomplete', 'conditional'],
    ['expired', 'conformant', 'conformant'],
    ['expired', 'non-conformant', 'expired'],
    ['expired', 'incomplete', 'expired'],
  ] as const)('%s + %s run -> %s', (from, result, to) => {
    expect(nextState(states[from], run(day(5), result), rules).state).toBe(to)
  })

  it.each(Object.keys(states) as LifecycleState[])(
    'a conformant run of a part of the plan does not make %s conformant',
    (from) => {
      const before = nextState(states[from], run(day(5), 'incomplete'), rules).state
      expect(nextState(states[from], run(day(5), 'conformant', true), rules).state).toBe(before)
    },
  )

  it('a run of a part of the plan that shows a fault counts', () => {
    expect(nextState(states.conformant, run(day(5), 'non-conformant', true), rules).state).toBe('conditional')
  })

  it('gives a conformant run its validity, and each further one a new one', () => {
    const first = nextState(states.testing, run(day(5), 'conformant'), rules)
    expect(first).toMatchObject({ since: day(5), validUntil: day(105), due: null })
    expect(nextState(first, run(day(50), 'conformant'), rules)).toMatchObject({
      since: day(5),
      validUntil: day(150),
      due: null,
    })
  })

  it('sets the due date at the first non-conformant run and does not move it by further ones', () => {
    const first = nextState(states.conformant, run(day(5), 'non-conformant'), rules)
    expect(first).toMatchObject({ state: 'conditional', since: day(5), due: day(15), validUntil: day(102) })
    expect(nextState(first, run(day(12), 'non-conformant'), rules)).toEqual(first)
    expect(first.reason).toBe(`run r${day(5)} was not conformant; a conformant run is due by 2026-01-16`)
  })

  it('clears the due date when mended', () => {
    expect(nextState(states.conditional, run(day(6), 'conformant'), rules)).toMatchObject({
      due: null,
      validUntil: day(106),
    })
  })

  it('applies what time did before the run: a failed run after the end of validity does not win grace', () => {
    expect(nextState(states.conformant, run(day(103), 'non-conformant'), rules)).toMatchObject({
      state: 'expired',
      since: day(102),
    })
  })

  describe('known failures', () => {
    const waived = (at: number, until: number, partial = false) => run(at, 'conformant', partial, until)

    it.each(Object.keys(states) as LifecycleState[])('make %s conditional until the first waiver ends', (from) => {
      expect(nextState(states[from], waived(day(5), day(40)), rules)).toMatchObject({
        state: 'conditional',
        since: from === 'conditional' ? day(3) : day(5),
        due: day(40),
        validUntil: day(105),
        reason: `run r${day(5)} was conformant but for known failures; the first of their waivers ends on 2026-02-10`,
      })
    })

    it('never reach further than the validity of the run', () => {
      const after = nextState(states.testing, waived(day(5), day(4000)), rules)
      expect(expiryOf(after)).toBe(day(105))
    })

    it('expire with their waiver, and are cleared by a run without', () => {
      const after = nextState(states.conformant, waived(day(5), day(40)), rules)
      expect(stateAt(after, day(40)).state).toBe('conditional')
      expect(stateAt(after, day(40.01)).state).toBe('expired')
      expect(nextState(after, run(day(6), 'conformant'), rules)).toMatchObject({ state: 'conformant', due: null })
    })

    it('give a new failure the usual time and no more', () => {
      const after = nextState(states.conformant, waived(day(5), day(40)), rules)
      expect(nextState(after, run(day(6), 'non-conformant'), rules)).toMatchObject({ since: day(5), due: day(16) })
      const soon = nextState(states.conformant, waived(day(5), day(7)), rules)
      expect(nextState(soon, run(day(6), 'non-conformant'), rules)).toEqual(soon)
    })

    it('in a part of the plan certify nothing', () => {
      expect(nextState(states.testing, waived(day(5), day(40), true), rules).state).toBe('testing')
    })
  })

  it('registers only what is not there yet, and lets nothing else happen before', () => {
    expect(nextState(null, { kind: 'register', at: day(0) }, rules)).toMatchObject({
      state: 'registered',
      since: day(0),
    })
    expect(() => nextState(states.testing, { kind: 'register', at: day(0) }, rules)).toThrow(
      '"register" cannot happen to a record that is "testing": it is registered already',
    )
    expect(() => nextState(null, run(day(1), 'conformant'), rules)).toThrow('not registered')
  })

  it('refuses an expiry that time does not bear out', () => {
    const expire = (n: number): LifecycleEvent => ({ kind: 'expire', at: day(n) })
    expect(nextState(states.conformant, expire(103), rules).state).toBe('expired')
    expect(() => nextState(states.conformant, expire(50), rules)).toThrow('it is valid until 2026-04-13')
    expect(() => nextState(states.testing, expire(50), rules)).toThrow('this state has no end')
    expect(() => nextState(states.expired, expire(50), rules)).toThrow('it has expired already')
  })
})

describe('stateAt', () => {
  it.each([
    ['conformant', 102, 'conformant'],
    ['conformant', 102.01, 'expired'],
    ['conditional', 13, 'conditional'],
    ['conditional', 13.01, 'expired'],
    ['testing', 10_000, 'testing'],
    ['registered', 10_000, 'registered'],
  ] as const)('%s on day %d is %s', (from, n, state) => {
    expect(stateAt(states[from], day(n)).state).toBe(state)
  })

  it('says which end was passed', () => {
    expect(stateAt(states.conditional, day(50)).reason).toBe('no conformant run came before the due date 2026-01-14')
    expect(stateAt(states.conformant, day(200)).reason).toBe(
      'the validity of the last conformant run ended on 2026-04-13',
    )
  })

  it('ends a conditional record with the validity of its last conformant run, grace or not', () => {
    expect(expiryOf({ ...states.conditional, validUntil: day(8) })).toBe(day(8))
  })
})
