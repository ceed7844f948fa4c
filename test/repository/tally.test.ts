import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ROOT } from './files.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-tally-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function tally(report: unknown, ...statuses: readonly string[]) {
  const file = join(folder, 'report.json')
  writeFileSync(file, typeof report === 'string' ? report : JSON.stringify(report))
  const done = spawnSync(process.execPath, [join(ROOT, 'scripts', 'tally.mjs'), file, ...statuses], {
    encoding: 'utf8',
  })
  return { status: done.status, last: done.stdout.trimEnd().split('\n').at(-1) }
}

function lines(report: unknown) {
  const file = join(folder, 'report.json')
  writeFileSync(file, JSON.stringify(report))
  const done = spawnSync(process.execPath, [join(ROOT, 'scripts', 'tally.mjs'), file, 'tests=1'], { encoding: 'utf8' })
  return done.stdout.trimEnd().split('\n')
}

const green = {
  numPassedTests: 7,
  numFailedTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
}

describe('scripts/tally.mjs', () => {
  it('counts tests and the other checks', () => {
    expect(tally(green, 'tests=0', 'check=0')).toEqual({ status: 0, last: '8 passed, 0 failed' })
  })
  it('counts a failed test', () => {
    expect(tally({ ...green, numFailedTests: 2 }, 'tests=1', 'check=0')).toEqual({
      status: 1,
      last: '8 passed, 2 failed',
    })
  })
  it('counts a failed check', () => {
    expect(tally(green, 'tests=0', 'check=1')).toEqual({ status: 1, last: '7 passed, 1 failed' })
  })
  it('counts a test file that could not be loaded', () => {
    const report = {
      ...green,
      testResults: [...green.testResults, { name: 'a.test.ts', status: 'failed', assertionResults: [] }],
    }
    expect(tally(report, 'tests=1', 'check=0')).toEqual({ status: 1, last: '8 passed, 1 failed' })
  })
  it('says at the end what failed, and why', () => {
    const failed = { status: 'failed', fullName: 'a thing works', failureMessages: ['expected 1\nseen 2'] }
    const passed = { status: 'passed', fullName: 'another thing works', failureMessages: [] }
    const report = {
      ...green,
      numFailedTests: 1,
      testResults: [
        { name: 'test/one.test.ts', status: 'failed', assertionResults: [passed, failed] },
        { name: 'test/two.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
      ],
    }
    expect(lines(report)).toEqual([
      'FAILED test/one.test.ts > a thing works',
      '  expected 1',
      '  seen 2',
      'FAILED test/two.test.ts',
      '  no such module',
      '7 passed, 2 failed',
    ])
  })
  it('does not believe a green report of a run that ended badly', () => {
    expect(tally(green, 'tests=1', 'check=0')).toEqual({ status: 1, last: '8 passed, 1 failed' })
  })
  it('fails without a report, and when no test ran', () => {
    expect(tally('', 'tests=1', 'check=0')).toEqual({ status: 1, last: '1 passed, 1 failed' })
    expect(tally({ ...green, numPassedTests: 0 }, 'tests=0', 'check=0')).toEqual({
      status: 1,
      last: '1 passed, 1 failed',
    })
  })
})
