import type { RecordOptions } from '../../src/status/types.ts'
import type { Outcome, RunResult } from '../../src/verdict/types.ts'

export const DAY_MS = 86_400_000
/** 2026-01-01T00:00:00Z. */
export const NEW_YEAR = Date.UTC(2026, 0, 1)

/** A run that finished at `at` (epoch ms), one minute after its start. */
export function runResult(id: string, result: Outcome, at: number, more: Partial<RunResult['run']> = {}): RunResult {
  const counts = { pass: 3, warn: 0, fail: 0, skip: 1, incomplete: 0 }
  return {
    schemaVersion: 1,
    run: {
      id,
      startedAt: new Date(at - 60_000).toISOString(),
      finishedAt: new Date(at).toISOString(),
      tool: { name: 'fapi-assay', version: '0.1.0' },
      profile: { id: 'fapi2-security-profile', digest: 'sha256:aa' },
      target: { id: 'acme-bank', issuer: 'https://as.example' },
      organisation: 'Acme Bank',
      application: 'acme-sandbox',
      environment: 'sandbox',
      suiteDigest: 'sha256:bb',
      targetDigest: 'sha256:cc',
      accommodations: [],
      interrupted: false,
      selection: { only: [], slow: true, omitted: 0 },
      ...more,
    },
    result,
    summary: { ...counts, fail: result === 'non-conformant' ? 2 : 0, incomplete: result === 'incomplete' ? 1 : 0 },
    cases: [],
  }
}

export function recordOptions(now: number, more: Partial<RecordOptions> = {}): RecordOptions {
  return { now, rules: { validDays: 365, graceDays: 14 }, folder: null, observedBy: null, ...more }
}
