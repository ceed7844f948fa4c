import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Assay, RunAssayOptions, RunAssayResult } from '../../src/index.ts'
import { NEW_YEAR, runResult } from '../status/runResult.ts'
import { typed } from './typed.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-cli-run-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A library whose run ends with this exit code; keeps what it was asked for. */
function library(exitCode: RunAssayResult['exitCode']) {
  const asked: RunAssayOptions[] = []
  const result = runResult('r1', exitCode === 0 ? 'conformant' : 'non-conformant', NEW_YEAR)
  const assay: Partial<Assay> = {
    runAssay: async (options) => {
      asked.push(options)
      options.onEvent?.({ kind: 'run-start', total: 3, target: 'acme', profile: 'fapi2' })
      const recorded = { result } as RunAssayResult['recorded']
      return { result, recorded, folder: resolve('reports/acme/r1'), exitCode }
    },
    // Not the folder: what has just been written does not have to be read.
    redraw: async (run, format, options) =>
      `${format} of ${typeof run === 'string' ? run : run.result.run.id} ${JSON.stringify(options)}\n`,
  }
  return { asked, assay, result }
}

const words = ['run', '--profile', 'p', '--target', 't.yaml']

describe('assay run', () => {
  it.each([0, 1, 3, 130] as const)('ends with exit code %d of the run', async (exitCode) => {
    const { assay } = library(exitCode)
    const { code, out, err } = await typed(words, assay, { folder: resolve('.') })
    expect(code).toBe(exitCode)
    expect(out).toBe(`terminal of r1 {"colour":false,"columns":100}\n`)
    expect(err).toContain('Testing acme against fapi2: 3 cases\n')
    expect(err).toContain('Report: reports/acme/r1/report.html\n')
  })

  it('hands every option on, and nothing that was not given', async () => {
    const { assay, asked } = library(0)
    await typed(words, assay)
    const all = [
      '--out',
      'o',
      '--only',
      'par-*',
      '--only',
      'token-*',
      '--no-slow',
      '--concurrency',
      '3',
      '--suite',
      's',
      '--record',
      'r.db',
      '--repeat',
      '5',
      '--baseline',
      'b.yaml',
    ]
    const { err } = await typed([...words, ...all], assay, { env: { ASSAY_PASSWORD: 'x' } })
    const shared = { profile: 'p', target: 't.yaml', signal: expect.any(AbortSignal), onEvent: expect.any(Function) }
    expect(asked[0]).toEqual({ ...shared, slow: true, concurrency: 8, env: {} })
    expect(Object.keys(asked[0] ?? {})).not.toContain('out')
    expect(asked[1]).toEqual({
      ...{
        ...shared,
        out: 'o',
        only: ['par-*', 'token-*'],
        slow: false,
        concurrency: 3,
        suites: ['s'],
        record: 'r.db',
        repeat: 5,
        baseline: 'b.yaml',
      },
      env: { ASSAY_PASSWORD: 'x' },
    })
    expect(err).toContain('Status record: assay status --record r.db\n')
  })

  it('prints run.json and nothing else on stdout with --json', async () => {
    const { assay, result } = library(1)
    const { code, out } = await typed([...words, '--json'], assay)
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual(result)
  })

  it('colours the summary where stdout can show it', async () => {
    const { assay } = library(0)
    expect((await typed(words, assay, { colour: true })).out).toContain('"colour":true')
  })

  it('annotates on GitHub, on stderr, and writes the step summary', async () => {
    const { assay } = library(1)
    const summary = join(folder, 'summary.md')
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary }
    const { out, err } = await typed([...words, '--json'], assay, { env })
    expect(() => JSON.parse(out)).not.toThrow()
    expect(err).toContain('github of ')
    expect(readFileSync(summary, 'utf8')).toContain('github-summary of ')
    expect((await typed(words, assay)).err).not.toContain('github of ')
  })
})

describe('assay demo', () => {
  it('starts a sandbox with the defects asked for, tests it, and stops it whatever happens', async () => {
    const { assay, asked } = library(1)
    const events: string[] = []
    const startSandbox: Assay['startSandbox'] = async (options) => {
      events.push(`start ${options.defects?.join()} ${options.variants?.length}`)
      return {
        ...{ issuer: 'https://127.0.0.1:1', mtlsOrigin: '', targetFile: join(options.dir, 'target.yaml'), caFile: '' },
        ...{ users: [], defects: [] },
        close: async () => {
          events.push('close')
        },
      }
    }
    const listDefects: Assay['listDefects'] = async () => ['a', 'b'].map((id) => ({ id, requirement: 'X', title: 'x' }))
    const unknown = await typed(['demo', '--defect', 'a', '--defect', 'c'], { ...assay, startSandbox, listDefects })
    expect(unknown).toMatchObject({
      code: 2,
      err: 'assay: "--defect": there is no defect c; "assay sandbox --list-defects" lists them\n',
    })
    const { code, err } = await typed(['demo', '--defect', 'a', '--defect', 'b'], {
      ...assay,
      startSandbox,
      listDefects,
    })
    expect(code).toBe(1)
    expect(err).toContain('Sandbox started at https://127.0.0.1:1\n')
    expect(asked[0]).toMatchObject({ profile: 'fapi2-security-profile', slow: false })
    const failing = { ...assay, startSandbox, runAssay: async () => Promise.reject(new Error('broken')) }
    expect((await typed(['demo'], failing)).code).toBe(3)
    expect(events).toEqual(['start a,b 1', 'close', 'start  1', 'close'])
  })
})
