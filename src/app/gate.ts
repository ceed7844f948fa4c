import type { PublicJwk } from '../evidence/verificationTypes.ts'
import { CERTIFY, type GateAnswer, type GateOpinion, gateOpinion, worstAnswer } from '../status/gateRules.ts'
import { StatusError } from '../status/StatusError.ts'
import { readStandings, type Standing } from '../status/standing.ts'
import type { StatusLine } from '../status/types.ts'
import { certifyingEvidence } from './certifyingEvidence.ts'

export interface GateOptions {
  /** The status record. */
  readonly file: string
  readonly organisation: string
  readonly application: string
  readonly environment: string
  /** Profile id; absent: all profiles that the application has a record of in this environment. */
  readonly profile?: string | undefined
  /** A conditional record is not admitted. */
  readonly strict?: boolean | undefined
  /** Folder of the evidence; default: where the run was recorded from. Its `<run id>` below it is taken where it is there. */
  readonly evidence?: string | undefined
  /** Believe the record without its evidence. */
  readonly recordOnly?: boolean | undefined
  /** Unix epoch in ms. */
  readonly now: number
}

export interface GateRecord extends StatusLine, GateOpinion {
  /** What was found out about the evidence; null: it was not needed or not asked for. */
  readonly evidence: string | null
}

export interface GateResult {
  readonly answer: GateAnswer
  readonly reason: string
  readonly advice: string | null
  readonly records: readonly GateRecord[]
}

const cannotTell = (reason: string, advice: string): GateOpinion => ({ answer: 'cannot-tell', reason, advice })

async function judge(
  { line, certifying, doubts }: Standing,
  keys: readonly PublicJwk[],
  options: GateOptions,
): Promise<GateRecord> {
  const doubt = doubts[0]
  if (doubt !== undefined) {
    const opinion = cannotTell(`the record cannot be believed: ${doubt}`, 'look into it with "assay status verify"')
    return { ...line, ...opinion, evidence: null }
  }
  const opinion = gateOpinion(line, options.strict === true)
  if (opinion.answer !== 'admitted') return { ...line, ...opinion, evidence: null }
  if (keys.length === 0) {
    // Also for who believes the record alone: in this one, nobody's word counts (any more).
    const reason = 'the record has no operator keys: nothing shows that an operator stands behind what it says'
    const advice = `set them with "assay status operator-keys", then ${CERTIFY}`
    return { ...line, ...cannotTell(reason, advice), evidence: null }
  }
  if (options.recordOnly === true) return { ...line, ...opinion, evidence: null }
  if (certifying === null) {
    const why = cannotTell('the run that its conformity stands on is not in the log', 'see "assay status verify"')
    return { ...line, ...why, evidence: null }
  }
  const evidence = await certifyingEvidence(certifying, options.evidence, keys, options.now)
  return { ...line, ...(evidence.opinion ?? opinion), evidence: evidence.said }
}

function nothingFound(options: GateOptions, environments: readonly string[]): GateResult {
  const { organisation, application, environment, profile } = options
  const under = profile === undefined ? '' : ` under profile "${profile}"`
  const other = environments.filter((one) => one !== environment)
  const hint =
    other.length === 0 ? '' : `; conformity in ${other.map((one) => `"${one}"`).join(', ')} does not count here`
  return {
    answer: 'not-admitted',
    reason: `"${organisation}" / "${application}" has no record in environment "${environment}"${under}${hint}`,
    advice: 'register it ("assay status register") and let an operator run it in this environment',
    records: [],
  }
}

/**
 * May this application enter this environment today? Reads the record, derives it again from its log, and verifies the
 * evidence of the run that certified it. What cannot be read is `cannot-tell`, never an error.
 */
export async function gate(options: GateOptions): Promise<GateResult> {
  try {
    const { standings, environments, operatorKeys } = await readStandings(options.file, options, options)
    if (standings.length === 0) return nothingFound(options, environments)
    const records = await Promise.all(standings.map((standing) => judge(standing, operatorKeys, options)))
    const answer = worstAnswer(records.map((one) => one.answer))
    const deciding = records.find((one) => one.answer === answer)
    return { answer, reason: deciding?.reason ?? '', advice: deciding?.advice ?? null, records }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    return { ...cannotTell(error.message, 'the gate stays closed until the record can be read'), records: [] }
  }
}
