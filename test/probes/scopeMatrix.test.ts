import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAssay } from '../../src/app/runAssay.ts'
import { createCredentials } from '../../src/sandbox/credentials.ts'
import type { Dialect } from '../../src/sandbox/dialects/types.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import type { SandboxOptions } from '../../src/sandbox/types.ts'
import type { CaseResult, RunResult } from '../../src/verdict/types.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-matrix-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const acme = join(import.meta.dirname, '../../examples/acme/profile.yaml')
const variants = [{ client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true }] as const

let credentials: Awaited<ReturnType<typeof createCredentials>>
let runs = 0

beforeAll(async () => {
  credentials = await createCredentials()
})

/** Runs the cases of the matrix against a sandbox of its own. */
async function matrix(options: Partial<SandboxOptions>, profile = acme): Promise<RunResult> {
  const dir = join(folder, String(runs++))
  const sandbox = await startSandbox({ dir, dialect: 'acme', variants, credentials, ...options })
  try {
    const out = join(dir, 'run')
    return (
      await runAssay({
        profile,
        target: sandbox.targetFile,
        out,
        only: ['scope-*', 'details-no-wider*'],
        slow: false,
        env: {},
      })
    ).result
  } finally {
    await sandbox.close()
  }
}

const notPassed = ({ cases }: RunResult): readonly CaseResult[] =>
  cases.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skip')
const failed = (result: RunResult): readonly string[] =>
  notPassed(result)
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
    .map(({ id, attributed }) => `${id} ${attributed}`)

describe('the matrix of a strict server', () => {
  let strict: RunResult
  beforeAll(async () => {
    strict = await matrix({})
  })

  it('has no complaint, and a cell for every use case and endpoint', () => {
    expect(notPassed(strict)).toEqual([])
    const cells = strict.cases.flatMap(({ findings }) => findings.flatMap(({ cell }) => cell ?? []))
    const rows = new Set(cells.map(({ scopes, endpoint }) => `${scopes.join(' ')} ${endpoint}`))
    expect(rows.size).toBe(3 * 6)
    expect(cells.find((one) => one.scopes[0] === 'payments' && one.endpoint === 'balances')).toMatchObject({
      ...{ expected: 'deny', method: 'GET', client: 'client1', observed: '403 insufficient_scope' },
    })
  })

  it('leaves nothing out but what cannot be asked of one use case', () => {
    expect(strict.summary.skip).toBe(0)
    expect(strict.summary.pass).toBeGreaterThan(30)
  })
})

describe('a breach is found, by the cases about it and by whose fault it is', () => {
  it.each([
    ['api-scope-one', ['scope-closes.payment-initiation rs']],
    ['api-scope-write', ['scope-closes.account-information rs', 'scope-closes.cash-flow-analysis rs']],
    ['api-scope-wrong', ['scope-closes.account-information rs']],
    ['api-scope-more', ['scope-opens.payment-initiation rs']],
    [
      'api-scope-hidden',
      ['account-information', 'cash-flow-analysis', 'payment-initiation'].map((id) => `scope-closes-by-code.${id} rs`),
    ],
    ['api-revoked-one', ['scope-revoked-token.balances rs']],
    ['api-binding-one', ['scope-other-client.balances rs']],
    ['api-proof-one', ['scope-other-client.balances rs']],
    ['api-scope-untold', ['scope-closes-by-code.payment-initiation rs']],
    [
      'grant-everything',
      [
        ...['account-information', 'cash-flow-analysis', 'payment-initiation'].map((id) => `scope-closes.${id} as`),
        ...['account-information', 'cash-flow-analysis', 'payment-initiation'].map(
          (id) => `scope-granted-only-asked.${id} as`,
        ),
        'scope-granted-unasked as',
        ...['account-information', 'cash-flow-analysis', 'payment-initiation'].map(
          (id) => `scope-refresh-no-wider.${id} as`,
        ),
      ],
    ],
    ['details-all', ['details-no-wider-than-fewer as']],
    [
      'refresh-again',
      ['account-information', 'cash-flow-analysis', 'payment-initiation'].map(
        (id) => `scope-refresh-no-wider.${id} as`,
      ),
    ],
    [
      'refresh-untold',
      ['account-information', 'cash-flow-analysis', 'payment-initiation'].map(
        (id) => `scope-refresh-no-wider.${id} as`,
      ),
    ],
    ['grant-unasked', ['scope-granted-unasked as']],
    [
      'refresh-scope',
      ['account-information', 'cash-flow-analysis', 'payment-initiation'].map(
        (id) => `scope-refresh-no-wider.${id} as`,
      ),
    ],
  ])('%s', async (defect, expected) => {
    expect(failed(await matrix({ defects: [defect] }))).toEqual(expected)
  })
})

interface Made {
  readonly id: string
  readonly scope: string
  readonly status: number
}

/** Runs the matrix of a dialect with these endpoints, and a use case per scope. */
async function matrixOf(name: string, endpoints: readonly Made[], only: readonly string[]) {
  const scopes = [...new Set(endpoints.map(({ scope }) => scope))]
  const [first] = scopes
  const dialect: Dialect = {
    id: name,
    title: name,
    profile: 'none',
    scopes: Object.fromEntries(scopes.map((scope) => [scope, `use ${scope}`])),
    endpoints: endpoints.map(({ id, scope, status }) => ({
      ...{ id, path: `/${id}`, method: 'GET', scopes: [scope] },
      answer: () => ({ status, body: { id } }),
    })),
    target: {
      scope: { openid: `openid ${first}`, plain: `${first}` },
      resource: { path: `/${endpoints[0]?.id}`, scope: `${first}` },
    },
  }
  const lines = [
    `profile: ${name}\ntitle: ${name}\nextends: fapi2-security-profile\nsuites: [ecosystem]\napi:\n  endpoints:`,
    ...endpoints.map(({ id, scope }) => `    ${id}: { get: /${id}, scopes: [${scope}] }`),
    'use_cases:',
    ...scopes.map((scope) => {
      const own = endpoints.filter((one) => one.scope === scope).map(({ id }) => id)
      return `  u-${scope}: { scopes: [${scope}], endpoints: [${own.join(', ')}] }`
    }),
  ]
  const profile = join(folder, `${name}.yaml`)
  writeFileSync(profile, `${lines.join('\n')}\n`)
  const dir = join(folder, name)
  const sandbox = await startSandbox({ dir, dialect, variants, credentials })
  try {
    const began = performance.now()
    const out = join(dir, 'run')
    const { result } = await runAssay({ profile, target: sandbox.targetFile, out, only, slow: false, env: {} })
    return { result, tookMs: performance.now() - began }
  } finally {
    await sandbox.close()
  }
}

it('a refusal says nothing at an endpoint that refuses everybody', async () => {
  const endpoints = [
    { id: 'works', scope: 'a', status: 200 },
    { id: 'broken', scope: 'b', status: 404 },
  ]
  const { result } = await matrixOf('half', endpoints, ['scope-closes', 'scope-opens', 'scope-other-client'])
  const verdicts = Object.fromEntries(result.cases.map(({ id, verdict }) => [id, verdict]))
  expect(verdicts).toMatchObject({
    'scope-opens.u-a': 'pass',
    'scope-opens.u-b': 'incomplete',
    'scope-closes.u-a': 'incomplete',
    'scope-closes.u-b': 'pass',
    'scope-other-client.works': 'pass',
    'scope-other-client.broken': 'incomplete',
  })
})

it('20 scopes and 50 endpoints take less than ten seconds, with a token per scope', async () => {
  const endpoints = Array.from({ length: 50 }, (_, n) => ({ id: `e${n}`, scope: `s${n % 20}`, status: 200 }))
  const { result, tookMs } = await matrixOf('large', endpoints, ['scope-opens', 'scope-closes', 'scope-granted-only*'])
  expect(notPassed(result)).toEqual([])
  const cells = result.cases.flatMap(({ findings }) => findings.flatMap(({ cell }) => cell ?? []))
  expect(new Set(cells.map((cell) => `${cell.scopes} ${cell.endpoint}`)).size).toBe(1000)
  expect(tookMs).toBeLessThan(10_000)
}, 30_000)
