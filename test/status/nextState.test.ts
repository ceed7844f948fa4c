import { describe, expect, it } from 'vitest'
import { expiryOf, stateAt } from '../../src/status/deadlines.ts'
import { nextState } from '../../src/status/nextState.ts'
import type { Lifecycle, LifecycleState, RunEvent, StatusEvent } from '../../src/status/types.ts'
import { day, runEvent as run } from './runResult.ts'

const base: Omit<Lifecycle, 'state' | 'since'> = {
  ...{ reason: 'x', registeredAt: day(0), validUntil: null, due: null, certified: null },
  ...{ credentials: [], cutovers: [], change: null },
}
const certified = { runId: 'r2', at: day(2), profileDigest: 'sha256:aa', serverDigest: 'sha256:s1' }
const states: Readonly<Record<LifecycleState, Lifecycle>> = {
  registered: { ...base, state: 'registered', since: day(0) },
  credentialed: { ...base, state: 'credentialed', since: day(1) },
  testing: { ...base, state: 'testing', since: day(1) },
  conformant: { ...base, state: 'conformant', since: day(2), validUntil: day(102), certified },
  conditional: { ...base, state: 'conditional', since: day(3), validUntil: day(102), due: day(13), certified },
  'in-revision': { ...base, state: 'in-revision', since: day(3), validUntil: day(102), due: day(33), certified },
  expired: { ...base, state: 'expired', since: day(3), validUntil: day(3), certified },
  suspended: { ...base, state: 'suspended', since: day(3) },
  revoked: { ...base, state: 'revoked', since: day(3) },
  offboarded: { ...base, state: 'offboarded', since: day(3) },
}
const next = (before: Lifecycle | null, event: StatusEvent): Lifecycle => nextState(before, event, 'why')
const decide = (to: LifecycleState, at = day(5), due: number | null = null): StatusEvent => ({
  ...{ kind: 'decision', at, to, due },
})

describe('a run', () => {
  const rows: readonly (readonly [LifecycleState, LifecycleState, LifecycleState, LifecycleState])[] = [
    // from, conformant, non-conformant, incomplete
    ['registered', 'conformant', 'testing', 'testing'],
    ['credentialed', 'conformant', 'testing', 'testing'],
    ['testing', 'conformant', 'testing', 'testing'],
    ['conformant', 'conformant', 'conditional', 'conformant'],
    ['conditional', 'conformant', 'conditional', 'conditional'],
    ['in-revision', 'conformant', 'in-revision', 'in-revision'],
    ['expired', 'conformant', 'expired', 'expired'],
    ['suspended', 'suspended', 'suspended', 'suspended'],
    ['revoked', 'revoked', 'revoked', 'revoked'],
    ['offboarded', 'offboarded', 'offboarded', 'offboarded'],
  ]
  it.each(rows)('%s: conformant -> %s, non-conformant -> %s, incomplete -> %s', (from, good, bad, open) => {
    expect(next(states[from], run(day(5), 'conformant')).state).toBe(good)
    expect(next(states[from], run(day(5), 'non-conformant')).state).toBe(bad)
    expect(next(states[from], run(day(5), 'incomplete')).state).toBe(open)
  })

  it('has a row for every state', () => {
    expect(rows.map(([from]) => from).sort()).toEqual(Object.keys(states).sort())
  })

  const uncertifying: readonly (readonly [string, Partial<RunEvent>, Partial<Lifecycle>, RegExp])[] = [
    ['the partner observed itself', { observedBy: 'self' }, {}, /only a run that an operator observed certifies/],
    ['of a part of the plan', { objection: 'it covered only a part of the plan' }, {}, /only a part of the plan/],
    ['whose evidence nobody signed', { objection: 'no operator key has signed it' }, {}, /no operator key/],
    ['of an unregistered application', {}, { registeredAt: null }, /was not registered/],
    ['that finished before the registration', {}, { registeredAt: day(6) }, /was not registered/],
    [
      'of the old version after a cut-over',
      {},
      { cutovers: [{ at: day(4), digest: 'sha256:new' }] },
      /since 2026-01-05 only runs of the new version/,
    ],
  ]
  it.each(uncertifying)('%s does not certify', (_name, of, record, reason) => {
    const before = { ...states.testing, ...record }
    const now = next(before, run(day(5), 'conformant', of))
    expect(now).toMatchObject({ state: 'testing', certified: null, validUntil: null })
    expect(now.reason).toMatch(reason)
    expect(next(states.conformant, run(day(50), 'conformant', { observedBy: 'self' })).validUntil).toBe(day(102))
  })

  it('of the new version certifies before and after a cut-over', () => {
    const before = { ...states.testing, cutovers: [{ at: day(4), digest: 'sha256:new' }] }
    expect(next(before, run(day(5), 'conformant', { profileDigest: 'sha256:new' })).state).toBe('conformant')
    expect(next(before, run(day(3), 'conformant')).state).toBe('conformant')
  })

  it('that fails counts whoever observed it and however much of the plan it covered', () => {
    const failed = run(day(5), 'non-conformant', {
      observedBy: 'self',
      objection: 'it covered only a part of the plan',
    })
    expect(next(states.conformant, failed).state).toBe('conditional')
  })

  it('that certifies has its validity, and each further one a new one', () => {
    const first = next(states.testing, run(day(5), 'conformant'))
    expect(first).toMatchObject({ since: day(5), validUntil: day(105), due: null, certified: { runId: 'r5' } })
    const second = next(first, run(day(50), 'conformant'))
    expect(second).toMatchObject({ since: day(5), validUntil: day(150), due: null, certified: { runId: 'r50' } })
  })

  it('that fails first sets the due date, further ones do not move it', () => {
    const first = next(states.conformant, run(day(5), 'non-conformant'))
    expect(first).toMatchObject({ state: 'conditional', since: day(5), due: day(15), validUntil: day(102) })
    expect(next(first, run(day(12), 'non-conformant'))).toEqual(first)
    expect(first.reason).toBe('run r5 was not conformant; a certifying run is due by 2026-01-16')
  })

  it('that mends clears the due date', () => {
    expect(next(states.conditional, run(day(6), 'conformant'))).toMatchObject({ due: null, validUntil: day(106) })
  })

  it('meets what time has done before: one that fails after the end of validity wins no grace', () => {
    const late = next(states.conformant, run(day(103), 'non-conformant'))
    expect(late).toMatchObject({ state: 'expired', since: day(102) })
  })

  it('of other server metadata than was certified is a change, until a run certifies again', () => {
    const other = run(day(5), 'incomplete', { serverDigest: 'sha256:s2' })
    const changed = next(states.conformant, other)
    expect(changed.change).toEqual({ at: day(5), what: 'run r5 met other server metadata' })
    expect(next(states.conformant, run(day(5), 'incomplete', { serverDigest: 'sha256:s1' })).change).toBeNull()
    expect(next(changed, run(day(6), 'conformant', { serverDigest: 'sha256:s2' })).change).toBeNull()
  })
})

describe('known failures', () => {
  const waived = (at: number, until: number): RunEvent =>
    run(at, 'conformant', { waivedUntil: new Date(until).toISOString() })

  it.each(['registered', 'credentialed', 'testing', 'conformant', 'conditional', 'in-revision', 'expired'] as const)(
    'make %s conditional until the first waiver ends',
    (from) => {
      expect(next(states[from], waived(day(5), day(40)))).toMatchObject({
        ...{
          state: 'conditional',
          since: from === 'conditional' ? day(3) : day(5),
          due: day(40),
          validUntil: day(105),
        },
        reason: 'run r5 was conformant but for known failures; the first of their waivers ends on 2026-02-10',
      })
    },
  )

  it('never reach further than the validity of the run', () => {
    expect(expiryOf(next(states.testing, waived(day(5), day(4000))))?.at).toBe(day(105))
  })

  it('expire with their waiver, and are cleared by a run without', () => {
    const now = next(states.conformant, waived(day(5), day(40)))
    expect(stateAt(now, day(40)).state).toBe('conditional')
    expect(stateAt(now, day(40.01)).state).toBe('expired')
    expect(next(now, run(day(6), 'conformant'))).toMatchObject({ state: 'conformant', due: null })
  })

  it('a later failure gives no more time than they did', () => {
    const now = next(states.conformant, waived(day(5), day(8)))
    expect(next(now, run(day(6), 'non-conformant')).due).toBe(day(8))
    expect(next(next(states.conformant, waived(day(5), day(60))), run(day(6), 'non-conformant')).due).toBe(day(16))
  })
})

describe('a registration', () => {
  const registration = (at: number): StatusEvent => ({ kind: 'registration', at, directory: null })

  it('starts a record, and starts an offboarded one anew', () => {
    expect(next(null, registration(day(1)))).toMatchObject({ state: 'registered', registeredAt: day(1) })
    const again = next({ ...states.offboarded, validUntil: day(50), certified }, registration(day(9)))
    expect(again).toMatchObject({ state: 'registered', registeredAt: day(9), validUntil: null, certified: null })
  })

  it('of what was only tested before lets no run before it count', () => {
    const tested = next(null, run(day(1), 'conformant'))
    expect(tested).toMatchObject({ state: 'testing', registeredAt: null })
    expect(tested.reason).toContain('was not registered when it finished')
    expect(next(tested, registration(day(2)))).toMatchObject({ state: 'registered', certified: null })
  })

  it('of a registered one is refused', () => {
    expect(() => next(states.conformant, registration(day(5)))).toThrow('it is registered already')
    expect(() => next(states.revoked, registration(day(5)))).toThrow('offboard it first')
  })
})

describe('credentials', () => {
  const issued = (id: string, expires: number | null, more: { replaces?: string; rotateBy?: number } = {}) =>
    ({
      kind: 'credential-issued',
      at: day(5),
      credential: { id, type: 'certificate', expires, rotateBy: more.rotateBy ?? null },
      replaces: more.replaces ?? null,
    }) as const satisfies StatusEvent
  const revoked = (id: string): StatusEvent => ({ kind: 'credential-revoked', at: day(6), id })

  it('make a registered application credentialed, and leave every other state alone', () => {
    expect(next(states.registered, issued('c1', null)).state).toBe('credentialed')
    expect(next(states.conformant, issued('c1', null)).state).toBe('conformant')
  })

  it('are replaced in a rotation, and what is not there cannot be', () => {
    const one = next(states.registered, issued('c1', day(30)))
    const two = next(one, issued('c2', day(60), { replaces: 'c1' }))
    expect(two.credentials.map(({ id }) => id)).toEqual(['c2'])
    expect(() => next(two, issued('c3', null, { replaces: 'c1' }))).toThrow('in use: "c2"')
    expect(() => next(two, revoked('c1'))).toThrow('in use: "c2"')
  })

  it('suspend a conformant application with the last of them, and not before', () => {
    const two = next(next(states.conformant, issued('c1', null)), issued('c2', null))
    const one = next(two, revoked('c1'))
    expect(one).toMatchObject({ state: 'conformant', validUntil: day(102) })
    expect(next(one, revoked('c2'))).toMatchObject({ state: 'suspended', validUntil: null, certified: null })
    expect(next(next(states.registered, issued('c1', null)), revoked('c1')).state).toBe('registered')
  })

  it('cannot be issued to who was revoked or offboarded', () => {
    expect(() => next(states.revoked, issued('c1', null))).toThrow('from there it can be set to "offboarded"')
    expect(() => next(states.offboarded, issued('c1', null))).toThrow('only a new registration')
  })
})

describe('the decision of an operator', () => {
  it.each(Object.keys(states) as LifecycleState[])('never makes %s conformant', (from) => {
    expect(() => next(states[from], decide('conformant'))).toThrow('only a conformant run that an operator observed')
  })

  it('is refused with what is allowed', () => {
    expect(() => next(states.testing, decide('in-revision', day(5), day(9)))).toThrow(
      'setting it to "in-revision" cannot happen to a record that is "testing": from there it can be set to "suspended", "revoked", "offboarded"',
    )
    expect(() => next(states.offboarded, decide('suspended'))).toThrow('only a new registration leads on from there')
    expect(() => next({ ...states.testing, registeredAt: null }, decide('suspended'))).toThrow('register it first')
    expect(() => next(null, decide('suspended'))).toThrow('register it first')
  })

  it('asks for a due date where the state has one, and takes none where it has not', () => {
    expect(() => next(states.conformant, decide('in-revision'))).toThrow('it needs a due date')
    expect(() => next(states.conformant, decide('suspended', day(5), day(9)))).toThrow('it takes no due date')
    expect(() => next(states.conformant, decide('conditional', day(5), day(4)))).toThrow('has passed already')
    const revised = next(states.conformant, decide('in-revision', day(5), day(9)))
    expect(revised).toMatchObject({ state: 'in-revision', due: day(9), validUntil: day(102), reason: 'why' })
    expect(stateAt(revised, day(10)).state).toBe('expired')
  })

  it('to suspend takes what was shown away: taken up again, it has to be shown anew', () => {
    const suspended = next(states.conformant, decide('suspended'))
    expect(suspended).toMatchObject({ state: 'suspended', validUntil: null, certified: null })
    expect(next(suspended, decide('testing', day(6)))).toMatchObject({ state: 'testing', certified: null })
  })

  it('to offboard takes the credentials, too', () => {
    const with1 = {
      ...states.conformant,
      credentials: [{ id: 'c', type: 'key', expires: null, rotateBy: null }] as const,
    }
    expect(next(with1, decide('offboarded'))).toMatchObject({ state: 'offboarded', credentials: [], certified: null })
  })

  it('meets what time has done before', () => {
    expect(() => next(states.conformant, decide('in-revision', day(103), day(110)))).toThrow('that is "expired"')
  })
})

describe('a trust directory', () => {
  const says = (standing: 'active' | 'inactive'): StatusEvent => ({ kind: 'directory', at: day(5), standing })
  it('suspends what it does not know as active, and takes nothing up by itself', () => {
    const suspended = next(states.conformant, says('inactive'))
    expect(suspended).toMatchObject({ state: 'suspended', certified: null })
    expect(next(suspended, says('active')).state).toBe('suspended')
    expect(next(states.conformant, says('active'))).toEqual(states.conformant)
  })
})
