import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { register } from '../status/runResult.ts'
import { ROOT } from './files.ts'

const dir = mkdtempSync(join(tmpdir(), 'assay-pipelines-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

interface Step {
  readonly id?: string
  readonly shell?: string
  readonly run: string
  readonly env?: Readonly<Record<string, string>>
}
interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}
interface Job {
  readonly variables?: Readonly<Record<string, string>>
  readonly before_script?: readonly string[]
  readonly script?: readonly string[]
}

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action
const gitlab = parse(readFileSync(join(ROOT, 'ci', 'gitlab.yml'), 'utf8')) as Readonly<Record<string, Job>>
const step = action.runs.steps.find(({ id }) => id === 'assay')

/** A stand-in for the program that prints its arguments as JSON and ends with 3. */
const program = join(dir, 'bin', 'assay')
mkdirSync(dirname(program), { recursive: true })
writeFileSync(
  program,
  `#!${process.execPath}\nconsole.log(JSON.stringify(process.argv.slice(2)))\nprocess.exitCode = 3\n`,
)
chmodSync(program, 0o755)

/** What would be run if any shell read it as text, and what would add an option or an output if it were split. */
const HOSTILE = [
  '"; touch pwned; "',
  "'; touch pwned; '",
  '$(touch pwned)',
  '`touch pwned`',
  'a\ntouch pwned\nexit-code=0',
  '--help',
  '* ? [a]',
  '$IFS',
  'trailing line break\n',
  '\\',
]

const base = { PATH: [dirname(program), dirname(process.execPath), process.env.PATH ?? ''].join(delimiter) }
let count = 0

function bash(script: string, env: Readonly<Record<string, string>>, shell: readonly string[] = ['bash', '-e']) {
  const cwd = join(dir, `cwd-${++count}`)
  mkdirSync(cwd)
  const [name = 'bash', ...options] = shell
  const { status, stdout, stderr } = spawnSync(name, [...options, '-c', script], {
    cwd,
    env: { ...base, ...env },
    encoding: 'utf8',
  })
  return { status, stdout, stderr, pwned: existsSync(join(cwd, 'pwned')) }
}

/** Runs the step of the action as GitHub does: inputs put in place of the expressions, in `env` only. */
function runAction(inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const output = join(dir, `output-${count}`)
  writeFileSync(output, '')
  const given = Object.fromEntries(
    Object.entries(step?.env ?? {}).map(([name, value]) => {
      const [, input = ''] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value) ?? []
      return [name, inputs[input] ?? action.inputs[input]?.default ?? '']
    }),
  )
  const ran = bash(step?.run ?? 'exit 99', { ...given, GITHUB_ACTION_PATH: ROOT, GITHUB_OUTPUT: output, ...env }, [
    'bash',
    '--noprofile',
    '--norc',
    '-e',
    '-o',
    'pipefail',
  ])
  return { ...ran, output: readFileSync(output, 'utf8') }
}

describe('action.yml', () => {
  it('puts no input into the text of a script, and knows every input that it uses', () => {
    expect(action.runs.using).toBe('composite')
    for (const { run, shell } of action.runs.steps) {
      expect(run).not.toMatch(/\$\{\{|\beval\b/)
      expect(shell).toBe('bash')
    }
    const used = Object.values(step?.env ?? {}).map((value) => /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1])
    expect(used.sort()).toEqual(Object.keys(action.inputs).sort())
    expect(readFileSync(join(ROOT, 'ci', 'assay-step.sh'), 'utf8')).not.toMatch(/\beval\b|\b(ba)?sh -c\b/)
  })

  it.each(HOSTILE)('hands %j over as one value and nothing else', (text) => {
    const inputs = {
      record: text,
      organisation: text,
      application: text,
      environment: text,
      profile: text,
      evidence: text,
    }
    const { status, stdout, pwned, output } = runAction(inputs, { ASSAY_BIN: program })
    expect(JSON.parse(stdout)).toEqual(['gate', ...Object.keys(inputs).map((name) => `--${name}=${text}`)])
    expect({ status, pwned, output }).toEqual({ status: 3, pwned: false, output: 'exit-code=3\nanswer=unknown\n' })
  })

  it('leaves out what is not given, sets flags only for "true", and knows the three commands', () => {
    const words = (inputs: Readonly<Record<string, string>>): unknown =>
      JSON.parse(runAction(inputs, { ASSAY_BIN: program }).stdout)
    expect(words({ record: 's.db', strict: 'true', 'record-only': 'no' })).toEqual([
      'gate',
      '--record=s.db',
      '--strict',
    ])
    expect(words({ command: 'run', target: 't', 'observed-by': 'operator', 'no-slow': 'true' })).toEqual([
      ...['run', '--target=t', '--observed-by=operator', '--no-slow'],
    ])
    expect(words({ command: 'verify', folder: '-x', 'max-age': '30d' })).toEqual([
      'verify',
      '--max-age=30d',
      '--',
      '-x',
    ])
    const other = runAction({ command: '$(touch pwned)' }, { ASSAY_BIN: program })
    expect({ status: other.status, pwned: other.pwned }).toEqual({ status: 2, pwned: false })
  })

  it('asks the real gate: what is not admitted fails the step, whatever it is called', async () => {
    const record = join(dir, 'status.db')
    const organisation = '$(touch pwned) "; touch pwned; --help'
    await register(record, Date.now(), { organisation, application: 'a', profile: 'p', environment: 'production' })
    const asked = runAction({ record, organisation, application: 'a', environment: 'production' })
    expect(asked).toMatchObject({ status: 1, pwned: false, output: 'exit-code=1\nanswer=no\n' })
    expect(asked.stdout).toContain('not admitted: "registered" since')
    const unknown = runAction({ record: join(dir, 'none.db'), organisation, application: 'a', environment: 'x' })
    expect(unknown).toMatchObject({ status: 3, output: 'exit-code=3\nanswer=unknown\n' })
  })
})

describe('ci/gitlab.yml', () => {
  const text = (job: string): string => (gitlab[job]?.script ?? ['exit 99']).join('\n')
  // GitLab runs the lines with bash where the image has it, with sh where not.
  it.each(['bash', 'sh'])('hands hostile variables over as values of the gate: %s', (shell) => {
    for (const value of HOSTILE) {
      const names = ['RECORD', 'ORGANISATION', 'APPLICATION', 'ENVIRONMENT', 'PROFILE', 'EVIDENCE']
      const env = Object.fromEntries(names.map((name) => [`ASSAY_${name}`, value]))
      const { status, stdout, pwned } = bash(text('.assay-gate'), { ...env, ASSAY_BIN: program }, [shell, '-e'])
      expect(JSON.parse(stdout)).toEqual(['gate', ...names.map((name) => `--${name.toLowerCase()}=${value}`)])
      expect({ status, pwned }).toEqual({ status: 3, pwned: false })
    }
  })

  it('runs with what is given, finds the program that is there, and keeps the evidence of a failed job', () => {
    const env = { ASSAY_PROFILE: 'p', ASSAY_TARGET: 't.yaml', ASSAY_OUT: 'out', ASSAY_OBSERVED_BY: 'operator' }
    const before = (gitlab['.assay']?.before_script ?? []).join('\n')
    const { status, stdout } = bash(`${before}\n${text('.assay-run')}`, { ...env, ASSAY_BIN: 'assay' })
    const words = ['run', '--profile=p', '--target=t.yaml', '--out=out', '--observed-by=operator']
    expect({ status, words: JSON.parse(stdout) }).toEqual({ status: 3, words })
    expect(gitlab['.assay-run']).toMatchObject({
      artifacts: { when: 'always', reports: { junit: '$ASSAY_OUT/junit.xml' } },
    })
  })
})
