import { describe, expect, test } from 'vitest'
import { type JudgedStep, judgeExpectation } from '../../src/checks/expectation.ts'
import { outcome, type StepOutcome } from '../../src/checks/stepOutcome.ts'
import type { Case, Expectation, StepName } from '../../src/suite/types.ts'

const expectation = (more: Partial<Expectation>): Expectation => ({
  kind: 'reject',
  codes: [],
  by: null,
  step: null,
  status: [],
  never: null,
  or: null,
  code: null,
  ...more,
})

const definition = (at: StepName, expect_: Expectation): Case => ({
  id: 'c',
  title: 'c',
  refs: ['MUST-1', 'SHOULD-1'],
  needs: {},
  kind: 'mutation',
  at: [{ step: at, part: 'form', place: null }],
  mutate: { remove: ['x'] },
  name: null,
  expect: expect_,
  also: [],
  fix: null,
  source: { file: 'f', line: 1, column: 1 },
})

const requirements = new Map([
  ['MUST-1', { level: 'must' as const }],
  ['SHOULD-1', { level: 'should' as const }],
  ['RFC6749-5.2-a', { level: 'must' as const }],
])

const step = (name: StepName, result: StepOutcome, more: Partial<JudgedStep> = {}): JudgedStep => ({
  step: name,
  outcome: result,
  mutated: false,
  undelivered: null,
  ...more,
})
const ok = (name: StepName, more: Partial<JudgedStep> = {}) => step(name, outcome('accepted', 200, 'accepted'), more)
const refused = (name: StepName, code: string | null, more: Partial<JudgedStep> = {}) =>
  step(name, outcome('refused', 400, `error ${code}`, { code, form: 'json-error' }), { mutated: true, ...more })
const judged = (at: StepName, e: Partial<Expectation>, steps: JudgedStep[], problem: string | null = null) =>
  judgeExpectation(definition(at, expectation(e)), steps, problem, requirements)

describe('reject', () => {
  test('a refusal is one finding per ref and one about its code', () => {
    const { findings, incomplete } = judged('token', { codes: ['invalid_grant'] }, [
      ok('par'),
      refused('token', 'invalid_grant'),
    ])
    expect(incomplete).toBeNull()
    expect(findings.map((f) => [f.requirement, f.level, f.ok])).toEqual([
      ['MUST-1', 'must', true],
      ['SHOULD-1', 'should', true],
      ['RFC6749-5.2-a', 'should', true],
    ])
  })

  test('another code breaks the second finding only, and only as a should', () => {
    const { findings } = judged('token', { codes: ['invalid_grant'] }, [refused('token', 'server_says_no')])
    expect(findings.filter((f) => !f.ok)).toEqual([
      {
        requirement: 'RFC6749-5.2-a',
        level: 'should',
        ok: false,
        expected: 'error invalid_grant',
        observed: 'error server_says_no',
      },
    ])
  })

  test('an error that claims success breaks the second finding as strictly as its requirement says', () => {
    const claim = outcome('refused', 200, 'error "invalid_grant" with status 200', {
      code: 'invalid_grant',
      form: 'json-error',
      formProblems: ['an error with success status 200, expected 400'],
    })
    const answered = judged('token', { codes: ['invalid_grant'] }, [step('token', claim, { mutated: true })])
    expect(answered.findings.filter(({ ok }) => !ok)).toMatchObject([{ requirement: 'RFC6749-5.2-a', level: 'must' }])
  })

  describe('code and form are two questions', () => {
    const wrong = (code: string | null, formRequirement?: string) =>
      step(
        'token',
        outcome('refused', 403, 'refused', {
          code,
          form: 'json-error',
          formProblems: ['status 403, expected 400'],
          ...(formRequirement ? { formRequirement } : {}),
        }),
        { mutated: true },
      )
    const broken = (judgedStep: JudgedStep, code: string | null = 'RFC9449-5-a') =>
      judged('token', { codes: ['invalid_grant'], code }, [judgedStep])
        .findings.filter(({ ok }) => !ok)
        .map(({ requirement, level, observed }) => [requirement, level, observed])

    test('the right code in the wrong form breaks the rule about forms alone', () => {
      expect(broken(wrong('invalid_grant'))).toEqual([['RFC6749-5.2-a', 'should', 'status 403, expected 400']])
    })

    test('the form may break a rule of its own', () => {
      expect(broken(wrong('invalid_grant', 'RFC6749-5.2-b')).map(([requirement]) => requirement)).toEqual([
        'RFC6749-5.2-b',
      ])
    })

    test('a wrong code in the wrong form breaks both', () => {
      expect(broken(wrong('nonsense')).map(([requirement]) => requirement)).toEqual(['RFC9449-5-a', 'RFC6749-5.2-a'])
    })

    test('an answer that is no error has no place for a code', () => {
      expect(broken(wrong(null)).map(([requirement]) => requirement)).toEqual(['RFC6749-5.2-a'])
    })
  })

  test('acceptance fails', () => {
    const { findings } = judged('token', {}, [ok('token', { mutated: true })])
    expect(findings[0]).toMatchObject({ ok: false, observed: 'accepted at token: accepted' })
  })

  test('a crash is no refusal', () => {
    const crash = step('token', outcome('unclear', 500, 'status 500', { serverError: true }), { mutated: true })
    expect(judged('token', {}, [crash]).findings[0]).toMatchObject({ ok: false })
  })

  test('overload and silence are incomplete', () => {
    for (const kind of ['unclear', 'unreachable'] as const) {
      const { findings, incomplete } = judged('token', {}, [
        step('token', outcome(kind, null, 'try later', { attributed: 'network' }), { mutated: true }),
      ])
      expect(findings).toEqual([])
      expect(incomplete).toEqual({ reason: 'could not tell at token: try later', attributed: 'network' })
    }
  })

  test('a change that was not sent proves nothing', () => {
    const { findings, incomplete } = judged('token', {}, [refused('token', 'x', { undelivered: '"x" was sent' })])
    expect(findings).toEqual([])
    expect(incomplete).toEqual({ reason: 'the change was not delivered: "x" was sent', attributed: 'harness' })
  })

  test('a flow that breaks before the change proves nothing', () => {
    const { incomplete } = judged('token', {}, [refused('par', 'x', { mutated: false })])
    expect(incomplete?.reason).toBe('the flow broke at par, before the change was made: error x')
  })

  test('a later refusal counts where the case allows it', () => {
    const steps = [ok('par', { mutated: true }), refused('authorize', 'invalid_request', { mutated: false })]
    expect(judged('par', { by: 'authorize' }, steps).findings[0]).toMatchObject({
      ok: true,
      observed: 'refused at authorize: error invalid_request',
    })
  })

  test('bound to one step: acceptance before it is needed', () => {
    const early = judged('par', { step: 'token' }, [refused('par', 'x')])
    expect(early.incomplete?.reason).toContain('so token was not put to the test')
    const late = judged('par', { step: 'token' }, [
      ok('par', { mutated: true }),
      ok('authorize'),
      refused('token', 'x', { mutated: false }),
    ])
    expect(late.findings[0]).toMatchObject({ ok: true })
  })

  test('a refused handshake counts only where the case says so', () => {
    const tls = step('token', outcome('refused', null, 'alert', { form: 'tls' }), { mutated: true })
    expect(judged('token', {}, [tls]).incomplete?.attributed).toBe('network')
    expect(judged('token', { or: 'tls-refused' }, [tls]).findings).toHaveLength(2)
  })

  test('never: callback makes a redirect with an error a failure', () => {
    const back = step(
      'authorize',
      outcome('refused', null, 'redirect with error', { form: 'redirect-error', code: 'invalid_request' }),
      { mutated: true },
    )
    expect(judged('authorize', { never: 'callback' }, [back]).findings[0]).toMatchObject({ ok: false })
    expect(judged('authorize', {}, [back]).findings[0]).toMatchObject({ ok: true })
  })
})

describe('accept and either', () => {
  test('accept needs every step to the end', () => {
    const e = { kind: 'accept' as const }
    expect(judged('par', e, [ok('par', { mutated: true }), ok('token')]).findings[0]).toMatchObject({ ok: true })
    expect(
      judged('par', e, [ok('par', { mutated: true }), refused('token', 'x', { mutated: false })]).findings[0],
    ).toMatchObject({
      ok: false,
      observed: 'refused at token: error x',
    })
  })

  test('a connection that ends unanswered is no refusal of what must be accepted', () => {
    const ended = step('token', outcome('refused', null, 'connection reset', { form: 'tls' }), { mutated: true })
    const { findings, incomplete, transient } = judged('token', { kind: 'accept' }, [ended])
    expect(findings).toEqual([])
    expect(incomplete?.attributed).toBe('network')
    expect(transient).toBe(true)
  })

  test('either takes a refusal where the change is, not later in the flow', () => {
    const e = { kind: 'either' as const, codes: ['accept', 'invalid_request'] }
    expect(judged('par', e, [refused('par', 'invalid_request')]).findings.every((f) => f.ok)).toBe(true)
    expect(judged('par', e, [ok('par', { mutated: true }), ok('authorize'), ok('token')]).findings[0]).toMatchObject({
      ok: true,
    })
    expect(
      judged('par', e, [ok('par', { mutated: true }), refused('token', 'x', { mutated: false })]).findings[0],
    ).toMatchObject({ ok: false })
  })
})

test('a change that this target cannot carry is ours to report', () => {
  expect(judged('par', {}, [], 'no such key').incomplete).toEqual({ reason: 'no such key', attributed: 'harness' })
})
