import { registerApplication } from '../../src/status/changeRecord.ts'
import type { RecordOptions } from '../../src/status/recordRun.ts'
import type { RunEvent, StatusKey } from '../../src/status/types.ts'
import type { Outcome, RunResult } from '../../src/verdict/types.ts'

export const DAY_MS = 86_400_000
/** 2026-01-01T00:00:00Z. */
export const NEW_YEAR = Date.UTC(2026, 0, 1)
/** n days after New Year, epoch ms. */
export const day = (n: number): number => NEW_YEAR + n * DAY_MS
export const isoDay = (n: number): string => new Date(day(n)).toISOString()

export const KEY: StatusKey = {
  organisation: 'Acme Bank',
  application: 'acme-sandbox',
  profile: 'fapi2-security-profile',
  environment: 'sandbox',
}

export const ANN = { actor: 'ann@operator.example', reason: 'a test says so' }

/** A run that an operator observed and that finished at `at` (epoch ms), one minute after its start. */
export function runResult(id: string, result: Outcome, at: number, more: Partial<RunResult['run']> = {}): RunResult {
  const counts = { pass: 3, warn: 0, fail: 0, skip: 1, incomplete: 0 }
  return {
    schemaVersion: 1,
    run: {
      id,
      startedAt: new Date(at - 60_000).toISOString(),
      finishedAt: new Date(at).toISOString(),
      tool: { name: 'fapi-assay', version: '0.1.0' },
      profile: { id: KEY.profile, digest: 'sha256:aa' },
      target: { id: 'acme-bank', issuer: 'https://as.example' },
      organisation: KEY.organisation,
      application: KEY.application,
      environment: KEY.environment,
      suiteDigest: 'sha256:bb',
      targetDigest: 'sha256:cc',
      accommodations: [],
      interrupted: false,
      selection: { only: [], slow: true, omitted: 0 },
      observedBy: 'operator',
      ...more,
    },
    result,
    summary: { ...counts, fail: result === 'non-conformant' ? 2 : 0, incomplete: result === 'incomplete' ? 1 : 0 },
    cases: [],
  }
}

export function recordOptions(now: number, more: Partial<RecordOptions> = {}): RecordOptions {
  const rules = { validDays: 365, graceDays: 14 }
  return { now, rules, folder: null, evidenceDigest: null, objection: null, ...more }
}

/** Registers the application of `KEY`, or another one. */
export const register = (file: string, now = NEW_YEAR, key: StatusKey = KEY) =>
  registerApplication({ file, key, by: ANN, now, directory: null })

/** A run as it stands in the log. */
export function runEvent(at: number, result: Outcome, more: Partial<RunEvent> = {}): RunEvent {
  return {
    kind: 'run',
    at,
    runId: `r${(at - NEW_YEAR) / DAY_MS}`,
    startedAt: new Date(at - 60_000).toISOString(),
    finishedAt: new Date(at).toISOString(),
    result,
    summary: { pass: 3, warn: 0, fail: 0, skip: 1, incomplete: 0 },
    observedBy: 'operator',
    objection: null,
    waivedUntil: null,
    tool: { name: 'fapi-assay', version: '0.1.0' },
    profileDigest: 'sha256:aa',
    suiteDigest: 'sha256:bb',
    serverDigest: null,
    target: { id: 'acme-bank', issuer: 'https://as.example', digest: 'sha256:cc' },
    folder: null,
    evidenceDigest: null,
    rules: { validDays: 100, graceDays: 10 },
    ...more,
  }
}
