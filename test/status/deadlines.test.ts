import { describe, expect, it } from 'vitest'
import { deadlinesOf, expiryOf, nextDue, stateAt } from '../../src/status/deadlines.ts'
import type { Credential, Lifecycle } from '../../src/status/types.ts'
import { day } from './runResult.ts'

const conformant: Lifecycle = {
  ...{ state: 'conformant', since: day(2), reason: 'x', registeredAt: day(0), validUntil: day(100), due: null },
  ...{ credentials: [], cutovers: [], change: null },
  certified: { runId: 'r2', at: day(2), profileDigest: 'sha256:aa', serverDigest: null },
}
const credential = (id: string, more: Partial<Credential>): Credential => ({
  ...{ id, type: 'certificate', expires: null, rotateBy: null },
  ...more,
})

describe('what is due next', () => {
  const rows: readonly (readonly [string, Partial<Lifecycle>, number, RegExp])[] = [
    ['the validity of the profile', {}, 100, /validity of the last certifying run ends on 2026-04-11/],
    ['the due date', { state: 'conditional', due: day(12) }, 12, /due by 2026-01-13/],
    ['a certificate that expires', { credentials: [credential('c1', { expires: day(30) })] }, 30, /"c1" expires/],
    ['a rotation window', { credentials: [credential('k', { rotateBy: day(20), type: 'key' })] }, 20, /rotated by/],
    ['a cut-over of the specification', { cutovers: [{ at: day(60), digest: 'sha256:new' }] }, 60, /new version/],
    ['an observed change', { change: { at: day(10), what: 'jwks changed' } }, 10, /2026-01-11: jwks changed/],
  ]
  it.each(rows)('is %s where it comes first', (_name, more, at, reason) => {
    const due = nextDue({ ...conformant, ...more })
    expect(due?.at).toBe(day(at))
    expect(due?.reason).toMatch(reason)
  })

  it('is the earliest of all together', () => {
    const all = Object.assign({}, ...rows.map(([, more]) => more)) as Partial<Lifecycle>
    const times = deadlinesOf({ ...conformant, ...all }).map(({ at }) => at)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(nextDue({ ...conformant, ...all })?.at).toBe(day(10))
  })

  it('is nothing where nothing is in force, and at once where it has expired', () => {
    expect(nextDue({ ...conformant, state: 'suspended' })).toBeNull()
    expect(nextDue({ ...conformant, state: 'expired', since: day(50) })?.at).toBe(day(50))
  })

  it('is no cut-over for a run of the new version, nor one without a digest before the run', () => {
    expect(nextDue({ ...conformant, cutovers: [{ at: day(60), digest: 'sha256:aa' }] })?.at).toBe(day(100))
    expect(nextDue({ ...conformant, cutovers: [{ at: day(1), digest: null }] })?.at).toBe(day(100))
    expect(nextDue({ ...conformant, cutovers: [{ at: day(3), digest: null }] })?.at).toBe(day(3))
  })
})

describe('conformity ends', () => {
  it('with its validity, and not a moment before', () => {
    expect(stateAt(conformant, day(100)).state).toBe('conformant')
    expect(stateAt(conformant, day(100) + 1)).toMatchObject({ state: 'expired', since: day(100) })
  })

  it('with the last credential of a type, not with the first', () => {
    const two = [credential('c1', { expires: day(30) }), credential('c2', { expires: day(60) })]
    expect(expiryOf({ ...conformant, credentials: two })?.at).toBe(day(60))
    expect(nextDue({ ...conformant, credentials: two })?.at).toBe(day(30))
    const endless = [...two, credential('c3', {})]
    expect(expiryOf({ ...conformant, credentials: endless })?.at).toBe(day(100))
    const key = credential('k', { type: 'key' })
    expect(expiryOf({ ...conformant, credentials: [...two, key] })?.at).toBe(day(60))
  })

  it('with a cut-over, but not with a change or a rotation window', () => {
    expect(expiryOf({ ...conformant, cutovers: [{ at: day(60), digest: 'sha256:new' }] })?.at).toBe(day(60))
    const due = { change: { at: day(10), what: 'x' }, credentials: [credential('c', { rotateBy: day(20) })] }
    expect(expiryOf({ ...conformant, ...due })?.at).toBe(day(100))
  })
})
