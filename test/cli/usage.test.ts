import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { typed } from './typed.ts'

const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')

/** The real process. */
function spawned(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const done = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  })
  return { code: done.status, out: done.stdout, err: done.stderr }
}

const COMMANDS = ['run', 'demo', 'list', 'explain', 'doctor', 'init', 'report', 'status', 'sandbox', 'prove']

describe('help', () => {
  it('of the program goes to stdout and names every command and exit code', () => {
    const { code, out, err } = spawned(['--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const name of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
    expect(out.slice(out.indexOf('Exit codes'))).toMatchInlineSnapshot(`
      "Exit codes:
        0    conformant, or the command did what it was asked
        1    not conformant
        2    wrong usage, profile, target or suite
        3    could not decide: something is incomplete
        130  interrupted; what was done is saved
      "
    `)
  })

  it.each(COMMANDS)('of %s tells its options', async (name) => {
    const { code, out, err } = await typed([name, '--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`Usage: assay ${name}`)
    expect(out).toContain('-h, --help')
    const [description = ''] = out.split('\n').slice(2)
    expect(description).toMatch(/^[a-z].{20,}/)
  })

  it('of run is what is published', async () => {
    expect((await typed(['run', '--help'])).out).toMatchSnapshot()
  })
})

describe('version', () => {
  it('is that of the package', () => {
    expect(spawned(['--version'])).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' })
  })

  it('of Node that is too old is told before anything is loaded', () => {
    const pretend = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'22.18.0'})"
    const message = 'assay needs Node 22.19 or later, this is 22.18.0; install a newer Node\n'
    expect(spawned(['list'], { NODE_OPTIONS: `--import "${pretend}"` })).toEqual({ code: 2, out: '', err: message })
  })
})

describe('wrong usage ends with 2, a message on stderr and nothing on stdout', () => {
  it.each([
    [['runn'], `error: unknown command 'runn'\n(Did you mean run?)\n(see --help)\n`],
    [['run', '--profle', 'x'], `error: unknown option '--profle'\n(Did you mean --profile?)\n(see --help)\n`],
    [
      ['run', '--target', 'x'],
      'assay: option "--profile <id|file>" is missing; e.g. --profile fapi2-security-profile\n',
    ],
    [
      ['run', '--profile', 'x'],
      'assay: option "--target <file>" is missing; "assay init <issuer>" writes a target file\n',
    ],
    [['run', '--profile'], `error: option '--profile <id|file>' argument missing\n(see --help)\n`],
    [['run', 'extra'], `error: too many arguments for 'run'. Expected 0 arguments but got 1: extra.\n(see --help)\n`],
    [
      ['run', '--profile', 'p', '--target', 't', '--concurrency', '0'],
      `error: option '--concurrency <n>' argument '0' is invalid. A whole number from 1 to 64 is expected.\n(see --help)\n`,
    ],
    [['explain'], `error: missing required argument 'case'\n(see --help)\n`],
    [['doctor'], 'assay: option "--target <file>" is missing; "assay init <issuer>" writes a target file\n'],
    [
      ['status'],
      'assay: option "--record <file>" is missing; name the file of the status record, e.g. --record status.db\n',
    ],
    [
      ['init', 'https://as.example', '--set', 'oops'],
      'assay: "--set": name=value is expected, "oops" was given; e.g. --set client_id=client1\n',
    ],
    [
      ['sandbox', '--login', 'fax'],
      `error: option '--login <kind>' argument 'fax' is invalid. Allowed choices are forms, javascript.\n(see --help)\n`,
    ],
  ])('%j', async (args, message) => {
    expect(await typed(args)).toEqual({ code: 2, out: '', err: message })
  })

  it('without a command shows the help', async () => {
    const { code, out, err } = await typed([])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Usage: assay')
  })

  it('in the real process, too', () => {
    expect(spawned(['runn'])).toEqual({
      code: 2,
      out: '',
      err: `error: unknown command 'runn'\n(Did you mean run?)\n(see --help)\n`,
    })
  })
})

describe('errors', () => {
  const failing = (error: unknown) => ({
    status: async () => {
      throw error
    },
  })
  const status = ['status', '--record', 'x.db']

  it('of ours are shown without a stack trace and end with 2', async () => {
    const { code, err } = await typed(['status', '--record', 'no-such.db'])
    expect(code).toBe(2)
    expect(err).toBe(
      'assay: status record "no-such.db": there is no such file; "assay status register" or "assay run --record <file>" creates it\n',
    )
  })

  it('of the system are shown without a stack trace and end with 2', async () => {
    const error = Object.assign(new Error("EACCES: permission denied, open 'x.db'"), {
      code: 'EACCES',
      syscall: 'open',
    })
    expect(await typed(status, failing(error))).toEqual({ code: 2, out: '', err: `assay: ${error.message}\n` })
  })

  it('of the program itself never look like an answer about the server', async () => {
    const { code, err } = await typed(status, failing(new TypeError('x is not a function')))
    expect(code).toBe(3)
    expect(err).toContain('assay: internal error: x is not a function')
    expect(err).toContain('--debug')
    expect(err).not.toContain('    at ')
  })

  it('let no control character of a server through, but keep their lines', async () => {
    const error = Object.assign(new Error('first\x1b[2J\n  second'), { code: 'INIT' })
    expect((await typed(status, failing(error))).err).toBe('assay: first\u{fffd}[2J\n  second\n')
  })

  it('show a stack trace with --debug only', async () => {
    const { code, err } = await typed([...status, '--debug'], failing(new TypeError('x is not a function')))
    expect(code).toBe(3)
    expect(err).toContain('    at ')
  })
})

describe('start', () => {
  // Time of the processor instead of time by the clock: other tests run beside this one.
  const watch =
    'process.on("exit",()=>{const {user,system}=process.cpuUsage();process.stderr.write("cpu="+(user+system))})'
  const cpuMs = (args: readonly string[]): number => {
    const { code, err } = spawned(args, {
      NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(watch)}"`,
    })
    expect(code).toBe(0)
    return Number(/cpu=(\d+)/.exec(err)?.[1]) / 1000
  }

  it.each([[['--help']], [['list']]])('%j takes under 300 ms', (args) => {
    expect(Math.min(...[0, 1, 2].map(() => cpuMs(args)))).toBeLessThan(300)
  })
})
