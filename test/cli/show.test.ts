import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Assay, DoctorCheck, InitOptions } from '../../src/index.ts'
import { typed } from './typed.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-cli-show-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('assay list', () => {
  const cases = [
    { id: 'par-a', title: 'A', suite: 'par', kind: 'mutation', level: 'must', refs: ['X'] },
    { id: 'par-long-name', title: 'B', suite: 'par', kind: 'check', level: 'should', refs: ['X'] },
    { id: 'tls-a', title: 'C', suite: 'tls', kind: 'probe', level: 'must', refs: ['X'] },
  ] as const
  const assay: Partial<Assay> = {
    listCases: async ({ only }) => cases.filter(({ id }) => only === undefined || only.includes(id)),
  }

  it('shows cases by suite', async () => {
    const { code, out, err } = await typed(['list'], assay)
    expect(code).toBe(0)
    expect(out).toBe('par\n  par-a          must    A\n  par-long-name  should  B\n\ntls\n  tls-a  must  C\n')
    expect(err).toContain('3 cases.')
  })

  it('prints JSON alone with --json', async () => {
    const { out, err } = await typed(['list', '--only', 'tls-a', '--json'], assay)
    expect(JSON.parse(out)).toEqual([cases[2]])
    expect(err).toBe('')
  })
})

describe('assay explain', () => {
  const explainCase: Assay['explainCase'] = async (id) => ({
    ...{
      id,
      title: 'a title',
      kind: 'mutation',
      sent: ['the honest flow with one change'],
      expected: ['it is refused'],
      needs: [],
    },
    requirements: [
      {
        ...{
          id: 'RFC1-2',
          level: 'must',
          spec: 'RFC1',
          clause: '2',
          place: 'RFC 1, section 2',
          url: 'https://rfc.example/1#2',
          text: 'word '.repeat(40).trim(),
        },
        attackers: ['A1: web attacker'],
      },
    ],
    ...{ fix: 'Mend it.', source: 'suites/a.yaml:7' },
  })

  it('tells what is sent, what must happen, why, who gains, how to fix; within the width of the terminal', async () => {
    const { out } = await typed(['explain', 'par-a'], { explainCase })
    const headings = out.split('\n').filter((line) => /^\S/.test(line))
    expect(headings).toEqual([
      ...['par-a', 'What is sent', 'What must happen', 'Why', 'What an attacker gains', 'How to fix', 'Written in'],
    ])
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
    expect(out).toContain('    RFC1-2 (must): word word')
    expect(out).toContain('      RFC 1, section 2 https://rfc.example/1#2\n')
  })
})

describe('assay doctor', () => {
  const check = (status: DoctorCheck['status']): DoctorCheck => ({
    ...{
      id: status,
      title: `title of ${status}`,
      about: null,
      status,
      observed: 'seen',
      remedy: status === 'ok' ? null : 'do this',
    },
  })
  const assay = (...checks: readonly DoctorCheck[]): Partial<Assay> => ({
    doctor: async ({ onCheck }) => {
      for (const one of checks) onCheck?.(one)
      return checks
    },
  })
  const words = ['doctor', '--target', 't.yaml']

  it.each([
    [['ok', 'ok'], 0],
    [['ok', 'warning'], 0],
    [['ok', 'unknown'], 3],
    [['unknown', 'problem'], 1],
  ] as const)('%j ends with %d', async (statuses, code) => {
    expect((await typed(words, assay(...statuses.map(check)))).code).toBe(code)
  })

  it('ends with 2 when the target file itself cannot be used', async () => {
    expect((await typed(words, assay({ ...check('problem'), id: 'target-file' }))).code).toBe(2)
  })

  it('lets no control character of a server through', async () => {
    const { out } = await typed(words, assay({ ...check('problem'), observed: 'x\x1b[2Jy' }))
    expect(out).toContain('x\u{fffd}[2Jy\n')
  })

  it('shows the remedy of what is not well', async () => {
    const { out } = await typed(words, assay(check('ok'), check('problem')))
    expect(out).toBe('ok       title of ok: seen\nPROBLEM  title of problem\n         seen\n         -> do this\n')
  })

  it('prints JSON alone with --json', async () => {
    expect(JSON.parse((await typed([...words, '--json'], assay(check('ok')))).out)).toEqual([check('ok')])
  })
})

describe('assay report', () => {
  const redraw: Assay['redraw'] = async (where, format, options) => `${where}|${format}|${JSON.stringify(options)}\n`

  it('draws to stdout, or to a file', async () => {
    expect((await typed(['report', 'r1'], { redraw }, { folder })).out).toBe(
      `${join(folder, 'r1')}|terminal|{"colour":false,"columns":100}\n`,
    )
    const { out, err } = await typed(['report', 'r1', '--format', 'html', '--out', 'a.html'], { redraw }, { folder })
    expect({ out, err }).toEqual({ out: '', err: 'Wrote a.html\n' })
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).toBe(`${join(folder, 'r1')}|html|{}\n`)
  })
})

describe('assay init', () => {
  function library() {
    const asked: (string | null)[] = []
    const given: InitOptions[] = []
    const initTarget: Assay['initTarget'] = async (options) => {
      given.push(options)
      asked.push(await options.ask({ name: 'a', text: 'What', proposal: null }))
      asked.push(await options.ask({ name: 'b', text: 'Which', proposal: 'this' }))
      return { text: 'target: x\n', notes: ['Found: things'], missing: ['client_id'] }
    }
    return { asked, given, assay: { initTarget } }
  }

  it('asks at the keyboard, takes the proposal for an empty answer, and writes the file', async () => {
    const { asked, given, assay } = library()
    const words = ['init', 'https://as.example', '--out', 'new.yaml', '--set', 'scope=a=b', '--ca', 'ca.pem']
    const { code, out, err } = await typed(words, assay, { keyboard: [' mine ', ''], folder })
    expect({ code, out, asked }).toEqual({ code: 0, out: '', asked: ['mine', 'this'] })
    expect(err).toContain('What: ')
    expect(err).toContain('Which [this]: ')
    expect(err).toContain('Left to fill in by hand: client_id\n')
    expect(err).toContain('Next: assay doctor --target new.yaml\n')
    expect(given[0]).toMatchObject({
      issuer: 'https://as.example',
      folder,
      answers: { scope: 'a=b' },
      ca: [join(folder, 'ca.pem')],
    })
    expect(readFileSync(join(folder, 'new.yaml'), 'utf8')).toBe('target: x\n')
  })

  it('asks nobody where nobody sits', async () => {
    const { asked, assay } = library()
    const { out } = await typed(['init', 'https://as.example', '--out', '-'], assay, { folder })
    expect(asked).toEqual([null, 'this'])
    expect(out).toBe('target: x\n')
  })

  it('does not overwrite a file unless told to', async () => {
    writeFileSync(join(folder, 'mine.yaml'), 'precious')
    const words = ['init', 'https://as.example', '--out', 'mine.yaml']
    const { code, err } = await typed(words, library().assay, { folder })
    expect(code).toBe(2)
    expect(err).toContain('"mine.yaml" exists already')
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toBe('precious')
    expect((await typed([...words, '--force'], library().assay, { folder })).code).toBe(0)
    expect(existsSync(join(folder, 'mine.yaml'))).toBe(true)
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toBe('target: x\n')
  })
})

describe('assay sandbox', () => {
  it('lists the defects', async () => {
    const listDefects: Assay['listDefects'] = async () => [{ id: 'a', requirement: 'X-1', title: 'does not' }]
    expect((await typed(['sandbox', '--list-defects'], { listDefects })).out).toBe('a  X-1  does not\n')
  })
})
