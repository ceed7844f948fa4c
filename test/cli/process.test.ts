import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunResult } from '../../src/index.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import type { Sandbox } from '../../src/sandbox/types.ts'
import { readStatus } from '../../src/status/readStatus.ts'

const dir = mkdtempSync(join(tmpdir(), 'assay-process-'))
const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ dir: join(dir, 'sandbox'), variants: [{}] })
})
afterAll(async () => {
  await sandbox.close()
  rmSync(dir, { recursive: true, force: true })
})

/** The real command in a process of its own; `on` is told what it has written to stderr so far. */
async function assay(args: readonly string[], on?: (err: string, kill: (signal: NodeJS.Signals) => void) => void) {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  })
  const written = { out: '', err: '' }
  for (const name of ['out', 'err'] as const) {
    child[name === 'out' ? 'stdout' : 'stderr'].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text
      if (name === 'err') on?.(written.err, (signal) => child.kill(signal))
    })
  }
  const [code, signal] = await once(child, 'close')
  return { code, signal, ...written }
}

const run = (...more: readonly string[]) => [
  'run',
  '--profile',
  'fapi2-security-profile',
  '--target',
  sandbox.targetFile,
  ...more,
]
const readRun = (folder: string): RunResult => JSON.parse(readFileSync(join(dir, folder, 'run.json'), 'utf8'))

describe('a run', () => {
  it('leaves a folder below reports/, a line in the status record, and its data on stdout', async () => {
    const { code, out, err } = await assay(run('--only', 'par-*', '--no-slow', '--record', 'status.db', '--json'))
    const result = JSON.parse(out) as RunResult
    expect({ code, result: result.result }).toEqual({ code: 0, result: 'conformant' })
    // What is printed ends up in the logs of CI jobs.
    expect(`${out}${err}`).not.toMatch(/request_uri:[\w-]{20}/)
    const folder = /Report: (reports\/sandbox\/.+)\/report\.html\n/.exec(err)?.[1] ?? ''
    expect(readRun(folder)).toEqual(result)
    for (const file of ['junit.xml', 'exchanges.har', 'report.html'])
      expect(statSync(join(dir, folder, file)).size).toBeGreaterThan(500)
    const [record] = await readStatus(join(dir, 'status.db'), {}, { now: Date.now() })
    const why = `run ${result.run.id} was conformant, but it covered only a part of the plan`
    expect(record).toMatchObject({ state: 'testing', reason: why })
    expect(record?.runs[0]).toMatchObject({ runId: result.run.id, result: 'conformant', folder: join(dir, folder) })

    const again = await assay(['report', folder, '--format', 'json'])
    expect(JSON.parse(again.out)).toEqual(result)
    expect((await assay(['status', '--record', 'status.db'])).out).toContain('testing')
  })

  it('is saved when interrupted: exit 130, what was done is there, nothing of it is a pass it did not earn', async () => {
    let sent = false
    const { code, err } = await assay(run('--out', 'interrupted'), (text, kill) => {
      if (sent || !/^\d+\/\d+ /m.test(text)) return
      sent = true
      kill('SIGINT')
    })
    expect(code).toBe(130)
    expect(err).toContain('Interrupted: saving what was done.')
    expect(err).not.toContain('    at ')
    const { run: facts, result, cases, summary } = readRun('interrupted')
    expect({ interrupted: facts.interrupted, result }).toEqual({ interrupted: true, result: 'incomplete' })
    expect(summary.pass).toBeGreaterThan(0)
    expect(summary.incomplete).toBeGreaterThan(0)
    expect(cases.filter(({ verdict, reason }) => /interrupted/.test(reason) && verdict !== 'incomplete')).toEqual([])
    expect(existsSync(join(dir, 'interrupted', 'report.html'))).toBe(true)
  })

  it('ends at once at the second interrupt', async () => {
    let sent = 0
    const begun = performance.now()
    const { code } = await assay(run('--out', 'killed'), (text, kill) => {
      if (sent === 0 && /^\d+\/\d+ /m.test(text)) {
        sent++
        kill('SIGINT')
      } else if (sent === 1 && text.includes('Interrupted')) {
        sent++
        kill('SIGINT')
      }
    })
    expect(sent).toBe(2)
    expect(code).toBe(130)
    expect(performance.now() - begun).toBeLessThan(20_000)
  })
})

describe('what cannot work ends with 2, at once, without a stack trace and without a run', () => {
  const cases: readonly (readonly [string, () => readonly string[], RegExp])[] = [
    ['an unknown profile', () => ['run', '--profile', 'fapi9', '--target', sandbox.targetFile], /fapi9/],
    [
      'a target file that is not there',
      () => ['run', '--profile', 'fapi2-security-profile', '--target', 'none.yaml'],
      /none\.yaml.*cannot be read \(ENOENT\)/,
    ],
    ['a glob that matches nothing', () => run('--only', 'nothing-*'), /--only nothing-\* matches no case id/],
    ['a suite folder that is not there', () => run('--suite', 'my-cases'), /my-cases/],
    ['a run folder below a file', () => run('--only', 'par-*', '--out', join('plain', 'run')), /plain.*--out/],
    [
      'a status record in no folder',
      () => run('--record', join('nowhere', 's.db')),
      /"nowhere\/s\.db": the folder "nowhere" does not exist; create it first/,
    ],
    ['a status record that is something else', () => run('--record', 'plain'), /"plain": it is not an SQLite file/],
    ['a folder that holds no run', () => ['report', '.'], /is not a run folder/],
  ]
  it.each(cases)('%s', async (_name, args, message) => {
    writeFileSync(join(dir, 'plain'), 'a file, and long enough not to be taken for an empty database\n'.repeat(20))
    const begun = performance.now()
    const { code, out, err } = await assay(args())
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(message)
    expect(err).not.toMatch(/^ {4}at /m)
    expect(performance.now() - begun).toBeLessThan(10_000)
  })
})

describe('a case of one’s own', () => {
  it('runs from the operator’s folder, and its mistakes are named by place', async () => {
    mkdirSync(join(dir, 'own'))
    const lines = [
      'suite: own/accounts',
      'cases:',
      '  - id: own-par-without-pkce',
      '    refs: [FAPI2-SP-5.3.2.2-5]',
      '    at: par.form',
      '    mutate: { remove: [code_challenge, code_challenge_method] }',
      '    expect: { reject: invalid_request }',
    ]
    writeFileSync(join(dir, 'own', 'accounts.yaml'), `${lines.join('\n')}\n`)
    const good = await assay(run('--suite', 'own', '--only', 'own-*', '--out', 'own-run', '--json'))
    expect(good.err).not.toContain('error')
    expect(
      JSON.parse(good.out).cases.map(({ id, verdict }: { id: string; verdict: string }) => `${id} ${verdict}`),
    ).toEqual(['own-par-without-pkce pass'])
    writeFileSync(join(dir, 'own', 'accounts.yaml'), `${lines.join('\n').replace('mutate', 'mutat')}\n`)
    const bad = await assay(run('--suite', 'own'))
    expect(bad.code).toBe(2)
    expect(bad.err).toMatch(/own\/accounts\.yaml:6:5: .*"mutat"/)
  })
})
