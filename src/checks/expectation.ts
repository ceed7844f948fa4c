import type { Case, Expectation, Level, Requirement, StepName } from '../suite/types.ts'
import { partyAt, type StepOutcome } from './stepOutcome.ts'
import type { Attribution, Finding } from './types.ts'

/** One step of a changed flow: how the server answered, and whether the change was in the request. */
export interface JudgedStep {
  readonly step: StepName
  readonly outcome: StepOutcome
  /** The change was made here (or takes effect here). */
  readonly mutated: boolean
  /** null: what was to be sent was sent. */
  readonly undelivered: string | null
}

export interface Unknown {
  readonly reason: string
  readonly attributed: Attribution
}

/** What the exchanges of a changed flow say about the expectation of its case. */
export interface Answered {
  readonly findings: readonly Finding[]
  readonly incomplete: Unknown | null
  /** No answer, or none for now: worth another try. */
  readonly transient: boolean
  /** Step at which it was decided. */
  readonly step: StepName | null
  readonly blame: Attribution
}

export type Requirements = ReadonlyMap<string, Pick<Requirement, 'level'>>

/** Requirement behind "with the right error code", by step. */
const codeRequirement: Readonly<Record<StepName, string>> = {
  discovery: 'RFC8414-3.2-a',
  jwks: 'RFC8414-3.2-a',
  par: 'RFC9126-2.3-a',
  authorize: 'RFC6749-4.1.2.1-b',
  token: 'RFC6749-5.2-a',
  refresh: 'RFC6749-5.2-a',
  introspect: 'RFC6749-5.2-a',
  introspect_jwt: 'RFC6749-5.2-a',
  revoke: 'RFC6749-5.2-a',
  resource: 'RFC6750-3.1-a',
  userinfo: 'RFC6750-3.1-a',
}

/** Steps whose refusals are challenges, with the requirement that a malformed one breaks. */
const challengeRequirement: Readonly<Partial<Record<StepName, string>>> = {
  resource: 'RFC6750-3-b',
  userinfo: 'RFC6750-3-b',
}

/** What is wrong with the body of a call is told in the words of the API; those of RFC 6750 are about its token. */
const isAboutPayload = (at: Case['at']): boolean => at.some(({ part }) => part === 'payload')

/**
 * Requirements that the findings about the wording of a refusal are about: the one that the case names or those of the
 * steps where the refusal may come, and that of challenges. Empty where nothing has to be refused.
 */
export function codeRequirementsOf({ expect, at }: Pick<Case, 'expect' | 'at'>): readonly string[] {
  if (isAboutPayload(at)) return []
  if (expect?.kind !== 'reject') return expect?.code ? [expect.code] : []
  const steps = expect.step ? [expect.step] : [...at.map(({ step }) => step), ...(expect.by ? [expect.by] : [])]
  const codes = expect.code ? [expect.code] : steps.map((step) => codeRequirement[step])
  return [...new Set([...codes, ...steps.flatMap((step) => challengeRequirement[step] ?? [])])]
}

const unknownAt = (step: StepName, reason: string, attributed: Attribution): Answered => ({
  findings: [],
  incomplete: { reason, attributed },
  transient: false,
  step,
  blame: partyAt(step),
})

/** A requirement that no registry knows is a must: unknown never makes a verdict milder. */
const levelOf = (requirements: Requirements, id: string): Level => requirements.get(id)?.level ?? 'must'

/** One finding per ref of the case. */
export function findingsFor(
  definition: Pick<Case, 'refs'>,
  requirements: Requirements,
  ok: boolean,
  expected: string,
  observed: string,
): Finding[] {
  return definition.refs.map((requirement) => ({
    requirement,
    level: levelOf(requirements, requirement),
    ok,
    expected,
    observed,
  }))
}

const isUnknown = ({ kind }: StepOutcome): boolean => kind === 'unclear' || kind === 'unreachable'

/** Whose matter it is that a step cannot be judged. */
const ownerOf = ({ step, outcome }: JudgedStep): Attribution => outcome.attributed ?? partyAt(step)

function unknownReason(judged: JudgedStep): Answered {
  const { step, outcome } = judged
  return { ...unknownAt(step, `could not tell at ${step}: ${outcome.detail}`, ownerOf(judged)), transient: true }
}

function expectedText(expect: Expectation, step: StepName): string {
  const until = expect.step ?? expect.by ?? step
  const where = until === step ? step : `${step} or at the latest at ${until}`
  const codes = expect.codes.filter((code) => code !== 'accept')
  const withCode = codes.length > 0 ? ` with ${codes.join(' or ')}` : ''
  if (expect.kind === 'accept') return 'accepted'
  return expect.kind === 'either' ? `accepted, or refused${withCode}` : `refused at ${where}${withCode}`
}

/** A finding about how a refusal is worded: at most a warning, whatever its requirement's level, unless the answer claims success. */
function wording(
  requirement: string,
  { outcome }: JudgedStep,
  requirements: Requirements,
  expected: string,
  problems: readonly string[],
): Finding {
  const own = levelOf(requirements, requirement)
  // Codes and statuses of 4xx leave room for opinions; an error that claims success is none of them.
  const success = outcome.status !== null && outcome.status < 300 && outcome.form === 'json-error'
  const level: Level = own === 'may' || success ? own : 'should'
  const ok = problems.length === 0
  return { requirement, level, ok, expected, observed: ok ? outcome.detail : problems.join(', ') }
}

/** What is wrong with code and status, given what the case wants. */
function codeProblems({ status, codes }: Expectation, outcome: StepOutcome): string[] {
  const wanted = codes.filter((code) => code !== 'accept')
  const wrongCode = wanted.length > 0 && (outcome.code === null || !wanted.includes(outcome.code))
  const wrongStatus = status.length > 0 && (outcome.status === null || !status.includes(outcome.status))
  return [
    ...(wrongCode ? [outcome.code === null ? 'no error code' : `error ${outcome.code}`] : []),
    ...(wrongStatus ? [`status ${outcome.status}`] : []),
  ]
}

/** Was the refusal worded as the spec says? The right code is one question, the form of the answer another one. */
function wordingFindings(expect: Expectation, judged: JudgedStep, requirements: Requirements): Finding[] {
  const { outcome, step } = judged
  if (outcome.form === 'tls' || outcome.form === 'error-page') return []
  const codes = expect.codes.filter((code) => code !== 'accept')
  const status = expect.status.length > 0 ? `status ${expect.status.join(' or ')}, ` : ''
  const wellFormed = 'a well-formed error answer'
  const expected = `${status}${codes.length > 0 ? `error ${codes.join(' or ')}` : wellFormed}`
  const about = (requirement: string, wanted: string, problems: readonly string[]): Finding =>
    wording(requirement, judged, requirements, wanted, problems)
  const code = about(expect.code ?? codeRequirement[step], expected, codeProblems(expect, outcome))
  if (outcome.formProblems.length === 0) return [code]
  const form = about(outcome.formRequirement ?? codeRequirement[step], wellFormed, outcome.formProblems)
  // Where an answer has not the form of an error there is no place in which a code could be right.
  return outcome.code === null && expect.status.length === 0 ? [form] : [code, form]
}

/** Forms of refusal that do not count for this case; null: it counts. */
function wrongForm(expect: Expectation, { outcome }: JudgedStep): string | null {
  if (outcome.form === 'tls' && expect.or !== 'tls-refused') return 'the connection was refused instead of the request'
  if (expect.never === 'callback' && outcome.form === 'redirect-error')
    return `the browser was redirected: ${outcome.detail}`
  return null
}

const nothingMade: Answered = {
  findings: [],
  incomplete: { reason: 'no step was made', attributed: 'harness' },
  transient: false,
  step: null,
  blame: 'as',
}

interface Judging {
  readonly definition: Case
  readonly expect: Expectation
  readonly requirements: Requirements
  readonly expected: string
}

function decided(
  j: Judging,
  judged: JudgedStep,
  ok: boolean,
  observed: string,
  more: readonly Finding[] = [],
): Answered {
  const findings = [...findingsFor(j.definition, j.requirements, ok, j.expected, observed), ...more]
  return { findings, incomplete: null, transient: false, step: judged.step, blame: partyAt(judged.step) }
}

/** Where no refusal by TLS is expected, a refused connection says nothing about the request. */
function refusedConnection({ step, outcome }: JudgedStep): Answered {
  const reason = `could not tell at ${step}: the connection was refused instead of the request: ${outcome.detail}`
  return { ...unknownAt(step, reason, 'network'), transient: true }
}

function refusedAt(j: Judging, judged: JudgedStep): Answered {
  const wrong = wrongForm(j.expect, judged)
  if (judged.outcome.form === 'tls' && wrong) return refusedConnection(judged)
  if (wrong) return decided(j, judged, false, wrong)
  return decided(
    j,
    judged,
    true,
    `refused at ${judged.step}: ${judged.outcome.detail}`,
    isAboutPayload(j.definition.at) ? [] : wordingFindings(j.expect, judged, j.requirements),
  )
}

/** All steps from the change on, in order; the last one is the one that decides unless an earlier one was not accepted. */
function judgeReject(j: Judging, changed: readonly JudgedStep[]): Answered {
  const last = changed.at(-1)
  if (!last) return nothingMade
  if (last.outcome.serverError)
    return decided(j, last, false, `the server failed instead of refusing: ${last.outcome.detail}`)
  if (isUnknown(last.outcome)) return unknownReason(last)
  if (last.outcome.kind === 'refused') {
    const bound = j.expect.step
    if (bound !== null && last.step !== bound) {
      return unknownAt(
        last.step,
        `${last.step} refused (${last.outcome.detail}), so ${bound} was not put to the test`,
        'as',
      )
    }
    return refusedAt(j, last)
  }
  return decided(j, last, false, `accepted at ${last.step}: ${last.outcome.detail}`)
}

function judgeAccept(j: Judging, steps: readonly JudgedStep[]): Answered {
  const last = steps.at(-1)
  if (!last) return nothingMade
  if (last.outcome.serverError) return decided(j, last, false, `the server failed: ${last.outcome.detail}`)
  if (isUnknown(last.outcome)) return unknownReason(last)
  if (last.outcome.form === 'tls') return refusedConnection(last)
  if (last.outcome.kind === 'accepted') return decided(j, last, true, `accepted: ${last.outcome.detail}`)
  return decided(j, last, false, `refused at ${last.step}: ${last.outcome.detail}`)
}

function judgeEither(j: Judging, changed: readonly JudgedStep[], allowed: readonly StepName[]): Answered {
  const last = changed.at(-1)
  if (last?.outcome.kind === 'refused' && allowed.includes(last.step)) return refusedAt(j, last)
  return judgeAccept(j, changed)
}

/** Steps at which an `either` case may be refused: where the change is, and the authorization endpoint after a push. */
function refusableSteps(definition: Case, expect: Expectation): StepName[] {
  const steps = definition.at.map((location) => location.step)
  return [...steps, ...(expect.by ? [expect.by] : []), ...(steps.includes('par') ? (['authorize'] as const) : [])]
}

/**
 * Compares what happened with what the case expects. Verdict rules 1 to 3 of the design: a refusal counts only where
 * it may come, in an allowed form, and only if the change was really delivered.
 */
export function judgeExpectation(
  definition: Case,
  steps: readonly JudgedStep[],
  problem: string | null,
  requirements: Requirements,
): Answered {
  const expect = definition.expect
  const firstAt = definition.at[0]?.step ?? 'par'
  if (expect === null) return unknownAt(firstAt, 'the case expects nothing', 'harness')
  const from = steps.findIndex((s) => s.mutated)
  const before = from < 0 ? steps.at(-1) : undefined
  if (before && before.outcome.kind !== 'accepted') {
    const reason = `the flow broke at ${before.step}, before the change was made: ${before.outcome.detail}`
    return { ...unknownAt(before.step, reason, ownerOf(before)), transient: isUnknown(before.outcome) }
  }
  const lost = steps.find((s) => s.mutated && s.undelivered !== null)
  if (lost) return unknownAt(lost.step, `the change was not delivered: ${lost.undelivered}`, 'harness')
  if (problem !== null) return unknownAt(firstAt, problem, 'harness')
  const changed = from < 0 ? [] : steps.slice(from)
  const j: Judging = { definition, expect, requirements, expected: expectedText(expect, firstAt) }
  if (expect.kind === 'reject') return judgeReject(j, changed)
  if (expect.kind === 'either') return judgeEither(j, changed, refusableSteps(definition, expect))
  return judgeAccept(j, changed)
}
