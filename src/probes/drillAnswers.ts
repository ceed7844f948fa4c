import type { Answer, Attribution } from '../checks/types.ts'
import type { DrillAction } from '../profile/drillSchema.ts'
import type { Drill, DrillUnknown, Tried } from './drillTypes.ts'
import type { Probe } from './types.ts'

/** What one drill says, by question. */
export type DrillAnswers<Question extends string> = Readonly<Record<Question, readonly Answer[]>>

/** A drill that answers several questions. */
export interface DrillPlan<Question extends string> {
  readonly name: string
  readonly needs: DrillAction | 'rotate_client_key' | null
  readonly questions: readonly Question[]
  /** @throws DrillStop when nothing can be said */
  readonly run: (drill: Drill) => Promise<DrillAnswers<Question>>
}

/** Ends a drill: all its questions get this answer. */
export class DrillStop extends Error {
  readonly answer: Extract<Answer, { kind: 'unknown' | 'not-applicable' }>
  constructor(answer: DrillStop['answer']) {
    super(answer.reason)
    this.name = 'DrillStop'
    this.answer = answer
  }
}

/** The value, or the end of the drill. */
export function need<Value>(found: Value | DrillUnknown): Value {
  if (typeof found === 'object' && found !== null && 'kind' in found && found.kind === 'unknown')
    throw new DrillStop(found as DrillUnknown)
  return found as Value
}

/** Ends the drill unless that was accepted: a refusal afterwards would mean nothing. */
export function needAccepted(what: string, { outcome, detail }: Tried, attributed: Attribution): void {
  if (outcome !== 'accepted')
    throw new DrillStop({ kind: 'unknown', reason: `before the drill ${what} was not accepted: ${detail}`, attributed })
}

function all<Question extends string>(questions: readonly Question[], answer: Answer): DrillAnswers<Question> {
  return Object.fromEntries(questions.map((question) => [question, [answer]])) as unknown as DrillAnswers<Question>
}

async function runPlan<Question extends string>(
  plan: DrillPlan<Question>,
  drill: Drill,
): Promise<DrillAnswers<Question>> {
  if (plan.needs !== null && !drill.can(plan.needs)) {
    const where =
      plan.needs === 'rotate_client_key' ? '"jwks_uri" or "actions: set_client_keys"' : `"actions: ${plan.needs}"`
    const reason = `the target file does not say how this is done (drills: ${where})`
    return all(plan.questions, { kind: 'not-applicable', reason })
  }
  try {
    return await plan.run(drill)
  } catch (error) {
    if (error instanceof DrillStop) return all(plan.questions, error.answer)
    throw error
  }
}

/** A probe per question; whoever asks first makes the drill. */
export function probesOf<Question extends string>(plan: DrillPlan<Question>): Readonly<Record<string, Probe>> {
  const probe =
    (question: Question): Probe =>
    async ({ drill }) => {
      if (!drill) return [{ kind: 'not-applicable', reason: 'drills are made by "assay drill" only' }]
      const answers = await drill.once(plan.name, () => runPlan(plan, drill))
      return answers[question]
    }
  return Object.fromEntries(plan.questions.map((question) => [`drill-${question}`, probe(question)]))
}
