import type { RunToRecord } from '../../src/evidence/recordRun.ts'
import type { Case, Suite } from '../../src/suite/types.ts'
import type { CaseResult, RunResult, Verdict } from '../../src/verdict/types.ts'
import type { Exchange } from '../../src/wire/types.ts'
import { ISSUER, restartIds, START, sampleFlow, VARIANT } from './sampleFlow.ts'
import { cases, requirements } from './sampleSuite.ts'

interface Outcome {
  readonly id: string
  readonly verdict: Verdict
  readonly reason: string
  readonly step: string | null
  readonly attributed?: CaseResult['attributed']
  readonly expected?: string
  readonly observed?: string
  readonly requirement?: string
}

const outcomes: readonly Outcome[] = [
  {
    id: 'par-assertion-without-sub',
    verdict: 'fail',
    step: 'par',
    attributed: 'as',
    reason: 'The request was accepted (201) although the client assertion has no "sub".',
    expected: 'refused with invalid_client or invalid_request',
    observed: 'accepted: 201 with a request_uri',
  },
  {
    id: 'dpop-resource-other-key',
    verdict: 'fail',
    step: 'resource',
    attributed: 'rs',
    reason: 'The resource answered 200 to a proof made with a key that the token is not bound to.',
    expected: 'refused: 401 with a DPoP challenge',
    observed: 'accepted: 200 with account data',
  },
  {
    id: 'par-expires-in-below-600',
    verdict: 'pass',
    step: 'par',
    reason: 'expires_in is 60',
    expected: 'expires_in below 600',
    observed: 'expires_in is 60',
  },
  { id: 'par-without-pkce', verdict: 'pass', step: 'par', reason: 'refused with invalid_request (400)' },
  {
    id: 'resource-bearer-scheme',
    verdict: 'warn',
    step: 'resource',
    attributed: 'rs',
    reason: 'Refused, but without an error code in WWW-Authenticate.',
    expected: 'error="invalid_token"',
    observed: 'WWW-Authenticate: DPoP',
    requirement: 'RFC6750-3.1-a',
  },
  { id: 'resource-token-in-query', verdict: 'pass', step: 'resource', reason: 'refused with 401' },
  {
    id: 'tls-1-1-refused',
    verdict: 'incomplete',
    step: 'tls',
    attributed: 'harness',
    reason: 'This machine cannot offer TLS 1.1, so nothing is known.',
  },
  {
    id: 'authorize-hsts',
    verdict: 'warn',
    step: 'authorize',
    attributed: 'as',
    reason: 'The login page has no Strict-Transport-Security header.',
    expected: 'Strict-Transport-Security with max-age',
    observed: 'no such header',
  },
  { id: 'mtls-other-certificate', verdict: 'skip', step: null, reason: 'not applicable: sender_constraint is dpop' },
  {
    id: 'refresh-other-client',
    verdict: 'skip',
    step: null,
    reason: 'not applicable: the target has no second client',
  },
]

function caseResult(entry: Outcome, index: number, variant: string, exchanges: readonly Exchange[]): CaseResult {
  const known = cases.find(({ id }) => entry.id === id || entry.id.startsWith(`${id}-`))
  const refs = known?.refs ?? []
  const ok = entry.verdict === 'pass'
  const judged = entry.verdict !== 'skip' && entry.verdict !== 'incomplete'
  return {
    id: entry.id,
    variant,
    title: known?.title ?? entry.id,
    refs,
    verdict: entry.verdict,
    reason: entry.reason,
    attributed: entry.attributed ?? null,
    step: entry.step,
    durationMs: entry.verdict === 'skip' ? 0 : 40 + ((index * 37) % 160),
    startMs: 20 + Math.floor(index / 8) * 120 + (index % 8) * 9,
    exchanges: exchanges.map(({ id }) => id),
    control: known?.kind === 'mutation' ? 'honest-flow' : null,
    findings: judged
      ? refs.map((ref) => {
          const level = requirements.find(({ id }) => id === ref)?.level ?? 'must'
          const bad = !ok && (entry.requirement === undefined || entry.requirement === ref)
          return {
            requirement: ref,
            level,
            ok: !bad,
            expected: entry.expected ?? 'refused',
            observed: bad || ok ? (entry.observed ?? entry.reason) : 'as expected',
          }
        })
      : [],
  }
}

/**
 * A run as the engine leaves it, with secrets in clear.
 *
 * @param options.copies how often the ten cases are repeated under other ids
 * @param options.change last word on each case result, e.g. to put hostile texts in
 */
export function sampleRun(
  options: {
    readonly copies?: number
    readonly variants?: readonly string[]
    readonly change?: (result: CaseResult) => CaseResult
  } = {},
): RunToRecord & { readonly result: RunResult; readonly exchanges: readonly Exchange[]; readonly suite: Suite } {
  restartIds()
  const variants = options.variants ?? [VARIANT]
  const exchanges: Exchange[] = []
  const results: CaseResult[] = []
  for (const variant of variants) {
    for (let copy = 0; copy < (options.copies ?? 1); copy++) {
      for (const [index, entry] of outcomes.entries()) {
        const id = copy === 0 ? entry.id : `${entry.id}-${copy}`
        const verdict =
          copy === 0 ? entry.verdict : entry.verdict === 'fail' && copy % 10 !== 0 ? 'pass' : entry.verdict
        const flow =
          verdict === 'skip' || verdict === 'incomplete'
            ? []
            : sampleFlow(
                id,
                results.length * 15,
                variant,
                entry.id === 'par-assertion-without-sub' ? { sub: undefined } : {},
              )
        const used = entry.step === 'par' ? flow.slice(0, 1) : entry.step === 'authorize' ? flow.slice(0, 2) : flow
        exchanges.push(...used)
        const result = caseResult({ ...entry, id, verdict }, copy * 10 + index, variant, used)
        results.push(options.change?.(result) ?? result)
      }
    }
  }
  const summary: Record<Verdict, number> = { pass: 0, warn: 0, fail: 0, skip: 0, incomplete: 0 }
  for (const { verdict } of results) summary[verdict]++
  const result: RunResult = {
    schemaVersion: 1,
    run: {
      id: '20260203-093000-acme-bank',
      startedAt: new Date(START).toISOString(),
      finishedAt: new Date(START + 4210).toISOString(),
      tool: { name: 'fapi-assay', version: '0.1.0' },
      profile: { id: 'fapi2-security-profile', digest: `sha256:${'ab'.repeat(32)}` },
      target: { id: 'acme-bank', issuer: ISSUER },
      organisation: 'Acme Bank',
      application: 'acme-sandbox',
      environment: 'sandbox',
      suiteDigest: `sha256:${'cd'.repeat(32)}`,
      targetDigest: `sha256:${'ef'.repeat(32)}`,
      accommodations: [
        {
          name: 'assertion_aud: endpoint',
          reason: 'The token endpoint refuses the issuer as audience of the client assertion.',
          origin: 'target',
        },
      ],
      interrupted: false,
      selection: { only: [], slow: true, omitted: 0 },
    },
    result: summary.fail > 0 ? 'non-conformant' : summary.incomplete > 0 ? 'incomplete' : 'conformant',
    summary,
    cases: results,
  }
  const copies: Case[] = cases.flatMap((entry) =>
    Array.from({ length: options.copies ?? 1 }, (_, copy) =>
      copy === 0 ? entry : { ...entry, id: `${entry.id}-${copy}` },
    ),
  )
  const suite: Suite = {
    requirements: new Map(requirements.map((entry) => [entry.id, entry])),
    sets: new Map(),
    cases: copies,
    digest: `sha256:${'cd'.repeat(32)}`,
  }
  return { result, exchanges, suite, secrets: [] }
}
