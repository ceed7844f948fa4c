import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type GateAnswer, type GateOpinion, gateOpinion, worstAnswer } from '../status/gateRules.ts'
import { StatusError } from '../status/StatusError.ts'
import { readStandings, type Standing } from '../status/standing.ts'
import type { RunEvent, StatusLine } from '../status/types.ts'

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

interface EvidenceAnswer {
  readonly opinion: GateOpinion | null
  readonly said: string
}

function folderOf(run: RunEvent, named: string | undefined): string | null {
  if (named === undefined) return run.folder
  const below = join(named, run.runId)
  return existsSync(below) ? below : named
}

async function checkEvidence(run: RunEvent, options: GateOptions): Promise<EvidenceAnswer> {
  const folder = folderOf(run, options.evidence)
  const where = '--evidence <folder> names another place, --record-only does without'
  if (folder === null || !existsSync(join(folder, 'run.json'))) {
    const seen = folder === null ? 'was not kept' : `is not at "${folder}"`
    return { opinion: cannotTell(`the evidence of run ${run.runId} ${seen}`, where), said: 'not found' }
  }
  const digest = `sha256:${createHash('sha256')
    .update(await readFile(join(folder, 'run.json')))
    .digest('hex')}`
  if (digest === run.evidenceDigest) return { opinion: null, said: `as it was recorded (${digest})` }
  const reason = `the evidence of run ${run.runId} is not what was recorded: ${run.evidenceDigest} expected, ${digest} seen`
  return {
    opinion: { answer: 'not-admitted', reason, advice: 'bring back the run folder as it was, or run again' },
    said: 'changed',
  }
}

async function judge({ line, certifying, doubts }: Standing, options: GateOptions): Promise<GateRecord> {
  const doubt = doubts[0]
  if (doubt !== undefined) {
    const opinion = cannotTell(`the record cannot be believed: ${doubt}`, 'look into it with "assay status verify"')
    return { ...line, ...opinion, evidence: null }
  }
  const opinion = gateOpinion(line, options.strict === true)
  if (opinion.answer !== 'admitted') return { ...line, ...opinion, evidence: null }
  if (options.recordOnly === true) return { ...line, ...opinion, evidence: null }
  if (certifying === null) {
    const why = cannotTell('the run that its conformity stands on is not in the log', 'see "assay status verify"')
    return { ...line, ...why, evidence: null }
  }
  const evidence = await checkEvidence(certifying, options)
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
    const { standings, environments } = await readStandings(options.file, options, options)
    if (standings.length === 0) return nothingFound(options, environments)
    const records = await Promise.all(standings.map((standing) => judge(standing, options)))
    const answer = worstAnswer(records.map((one) => one.answer))
    const deciding = records.find((one) => one.answer === answer)
    return { answer, reason: deciding?.reason ?? '', advice: deciding?.advice ?? null, records }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    return { ...cannotTell(error.message, 'the gate stays closed until the record can be read'), records: [] }
  }
}
