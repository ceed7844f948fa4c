import { expect, it } from 'vitest'
import { classifyDefect } from '../../src/prove/classifyDefect.ts'
import { concerned } from '../../src/prove/concerned.ts'
import { controlFaults } from '../../src/prove/controlFaults.ts'
import { figuresOf } from '../../src/prove/figuresOf.ts'
import { unprovenCases } from '../../src/prove/unprovenCases.ts'
import { cases, provedCase, runWith, seen } from './runs.ts'

it('figures add up defects, collateral failures and cases without a reason', () => {
  const runs = [
    runWith([seen('about-r', 'fail', ['R']), seen('about-s', 'fail', ['S']), seen('second-opinion', 'fail', ['T'])]),
    runWith([seen('about-s', 'fail', ['S']), seen('about-both', 'incomplete')]),
    runWith([]),
  ]
  const proofs = runs.map((run, index) => ({ ...classifyDefect(run, cases), id: `defect-${index}` }))
  const unproven = [
    { case: 'a', reason: null },
    { case: 'b', reason: 'no server can be this wrong' },
  ]
  expect(figuresOf(proofs, unproven)).toEqual({
    defects: 3,
    killed: 1,
    killedOther: 1,
    survived: 1,
    collateral: 2,
    unproven: 1,
  })
})

it('a defect that is tried in several variants counts once, as what became of it in the worst', () => {
  const killed = classifyDefect(runWith([seen('about-r', 'fail', ['R'])]), cases)
  const survived = classifyDefect(runWith([]), cases)
  expect(figuresOf([killed, survived], [])).toMatchObject({ defects: 1, killed: 0, survived: 1 })
  expect(figuresOf([killed, killed], [])).toMatchObject({ defects: 1, killed: 1, survived: 0 })
})

it('a case is unproven until a defect breaks one of its findings', () => {
  const listed = [...cases.values(), provedCase('given-up', ['U'], { unproven: 'Nobody can see it.' })]
  const runs = [runWith([seen('about-r', 'fail', ['R'])]), runWith([seen('about-both', 'pass', ['S'])])]
  expect(unprovenCases(listed, runs)).toEqual([
    { case: 'about-s', reason: null },
    { case: 'second-opinion', reason: null },
    { case: 'given-up', reason: 'Nobody can see it.' },
  ])
})

it('becoming incomplete proves nothing about a case', () => {
  expect(unprovenCases(cases.values(), [runWith([seen('about-r', 'incomplete')])])).toHaveLength(cases.size)
})

it('what the strict run complains about proves nothing', () => {
  const note = seen('about-r', 'pass', ['R'])
  const run = runWith([note])
  const before = run.strict.map((one) => (one.id === 'about-r' ? note : one))
  expect(unprovenCases(cases.values(), [{ ...run, strict: before }])).toHaveLength(cases.size)
})

it('control faults are all verdicts but pass and skip', () => {
  const verdicts = ['pass', 'warn', 'fail', 'skip', 'incomplete'] as const
  const found = controlFaults(
    'v',
    verdicts.map((verdict) => seen(verdict, verdict)),
  )
  expect(found.map((fault) => fault.case)).toEqual(['warn', 'fail', 'incomplete'])
  expect(found[0]).toEqual({ variant: 'v', case: 'warn', verdict: 'warn', reason: 'warn says warn' })
})

it('a defect concerns cases that cite its requirement or one that it implies', () => {
  const defects = [{ requirement: 'R' }, { requirement: 'X', implies: ['S'] }, { requirement: 'Y' }]
  expect(concerned(defects, [provedCase('a', ['R', 'Z']), provedCase('b', ['S'])])).toEqual(defects.slice(0, 2))
})
