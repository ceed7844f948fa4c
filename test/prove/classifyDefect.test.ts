import { describe, expect, it } from 'vitest'
import { classifyDefect } from '../../src/prove/classifyDefect.ts'
import { cases, runWith, seen, strict } from './runs.ts'

const classify = (...args: Parameters<typeof runWith>) => classifyDefect(runWith(...args), cases)

describe('fate', () => {
  it('is killed when a case fails about the requirement itself', () => {
    expect(classify([seen('about-r', 'fail', ['R'])])).toMatchObject({
      fate: 'killed',
      killedBy: ['about-r'],
      alsoChanged: [],
      collateral: [],
    })
  })

  it.each(['warn', 'pass'] as const)('a broken should or may counts, too: %s', (verdict) => {
    expect(classify([seen('about-r', verdict, ['R'])]).fate).toBe('killed')
  })

  it('a finding of the requirement kills, whatever the case cites', () => {
    expect(classify([seen('about-s', 'warn', ['R'])])).toMatchObject({ fate: 'killed', killedBy: ['about-s'] })
  })

  it('is survived when nothing changed', () => {
    expect(classify([])).toMatchObject({ fate: 'survived', killedBy: [], collateral: [] })
  })

  it('is killedOther when the case of the requirement fails for another reason', () => {
    expect(classify([seen('about-r', 'warn', ['CODE'])])).toMatchObject({
      fate: 'killedOther',
      killedBy: [],
      alsoChanged: ['about-r'],
      collateral: [],
    })
  })

  it('is killedOther when the case of the requirement can no longer tell', () => {
    expect(classify([seen('about-r', 'incomplete')])).toMatchObject({ fate: 'killedOther', alsoChanged: ['about-r'] })
  })

  it('is killedOther when only a witness noticed', () => {
    expect(classify([seen('second-opinion', 'fail', ['T'])])).toMatchObject({
      fate: 'killedOther',
      witnesses: ['second-opinion'],
      collateral: [],
    })
  })
})

describe('collateral', () => {
  const killer = seen('about-r', 'fail', ['R'])

  it.each([
    ['fails', seen('about-s', 'fail', ['S'])],
    ['warns', seen('about-s', 'warn', ['S'])],
    ['can no longer tell', seen('about-s', 'incomplete')],
  ])('is a case of another requirement that %s', (_what, other) => {
    expect(classify([killer, other])).toMatchObject({
      fate: 'killed',
      collateral: [{ case: 'about-s', verdict: other.verdict, reason: other.reason, broken: other.broken }],
    })
  })

  it('is none where the defect implies what the case cites', () => {
    expect(classify([killer, seen('about-s', 'fail', ['S'])], ['S'])).toMatchObject({
      alsoChanged: ['about-s'],
      collateral: [],
    })
    expect(classify([killer, seen('about-s', 'incomplete')], ['S']).collateral).toEqual([])
  })

  it('is none where the case cites the requirement besides others', () => {
    expect(classify([killer, seen('about-both', 'fail', ['S'])]).collateral).toEqual([])
  })

  it('is none where the question of the case no longer arises', () => {
    expect(classify([killer, seen('about-s', 'skip')])).toMatchObject({ blocked: ['about-s'], collateral: [] })
  })

  it('is none where the defect takes away what the case looks at, unless the case complains', () => {
    const lost = [seen('about-s', 'incomplete'), seen('about-s', 'skip')]
    for (const one of lost)
      expect(classify([killer, one], [], 'the S')).toMatchObject({ blocked: ['about-s'], collateral: [] })
    expect(classify([killer, seen('about-s', 'warn', ['S'])], [], 'the S')).toMatchObject({
      blocked: [],
      collateral: [{ case: 'about-s' }],
    })
  })

  it('does not come from a witness', () => {
    expect(classify([killer, seen('second-opinion', 'fail', ['T'])])).toMatchObject({
      witnesses: ['second-opinion'],
      collateral: [],
    })
  })
})

it('what the strict run showed already is no change', () => {
  const note = seen('about-r', 'pass', ['R'])
  const before = strict.map((one) => (one.id === 'about-r' ? note : one))
  expect(classifyDefect({ ...runWith([note]), strict: before }, cases).fate).toBe('survived')
})

it('a case that was not applicable and now passes is no change', () => {
  const before = strict.map((one) => (one.id === 'about-s' ? seen('about-s', 'skip') : one))
  expect(classifyDefect({ ...runWith([]), strict: before }, cases).fate).toBe('survived')
})

it('a run that could not be made proves nothing', () => {
  const none = { ...runWith([]), seen: [], problem: 'the port is in use' }
  expect(classifyDefect(none, cases)).toMatchObject({ fate: 'survived', problem: 'the port is in use' })
})
