import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EvidenceError, writeError } from '../../src/evidence/evidenceError.ts'
import { evidenceFormats } from '../../src/evidence/evidenceFormats.ts'
import { readRun } from '../../src/evidence/readRun.ts'
import { recordRun } from '../../src/evidence/recordRun.ts'
import { runJson } from '../../src/evidence/runJson.ts'
import { writeRun } from '../../src/evidence/writeRun.ts'
import { sampleRun } from '../support/sampleRun.ts'

let folder: string
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'run-')), 'acme', 'run-1')
})
afterEach(() => rm(join(folder, '..', '..'), { recursive: true, force: true }))

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3)
const screenshots = [{ caseId: 'par/../../x', variant: 'v', step: 'authorize', png }]
const write = (change: Partial<Parameters<typeof writeRun>[0]> = {}) =>
  writeRun({ ...sampleRun(), folder, reports: {}, token: 't1', ...change })

async function failureOf(action: Promise<unknown>): Promise<EvidenceError> {
  const error: unknown = await action.then(
    () => null,
    (cause: unknown) => cause,
  )
  if (!(error instanceof EvidenceError)) throw new Error(`no EvidenceError but ${String(error)}`)
  return error
}

describe('writing and reading', () => {
  it('gives back exactly what was recorded', async () => {
    const run = sampleRun()
    const [first] = run.exchanges
    if (first === undefined) throw new Error('no exchange')
    const error = { code: 'CONNECTION_RESET', phase: 'response', message: 'closed' } as const
    const exchanges = [
      ...run.exchanges,
      { ...first, id: 'x9998', label: { caseId: 'c', step: 's' }, response: null, error, tls: null },
      { ...first, id: 'x9999', resentAfter: error },
    ]
    const recorded = await write({ ...run, exchanges, screenshots })
    const read = await readRun(folder)
    expect(read.result).toEqual(recorded.result)
    expect(read.exchanges).toEqual(recorded.exchanges)
    expect(read.suite).toEqual(recorded.suite)
    expect(read.screenshots.map(({ png: bytes, ...rest }) => ({ ...rest, png: Uint8Array.from(bytes) }))).toEqual(
      recorded.screenshots,
    )
  })

  it('puts reports and screenshots into the folder and leaves no temporary file', async () => {
    await write({ screenshots, reports: { 'junit.xml': (run) => `<x run="${run.result.run.id}"/>` } })
    expect((await readdir(folder)).sort()).toEqual([
      'events.jsonl',
      'exchanges.har',
      'junit.xml',
      'run.json',
      'screenshots',
      'suite.json',
    ])
    expect(await readdir(join(folder, 'screenshots'))).toEqual(['001-par-x-authorize.png', 'index.json'])
    expect(await readFile(join(folder, 'junit.xml'), 'utf8')).toContain('20260203-093000-acme-bank')
  })

  it('writes the same, however many pieces it takes', async () => {
    const recorded = await write(sampleRun({ copies: 100 }))
    const text = await readFile(join(folder, 'exchanges.har'), 'utf8')
    expect(text.length).toBeGreaterThan(256 * 1024)
    expect(text).toBe(evidenceFormats.har(recorded))
    expect(JSON.parse(text).log.entries).toHaveLength(recorded.exchanges.length)
  })

  it('a report that cannot be drawn ends in its own error, and leaves nothing', async () => {
    const fault = new Error('no such case')
    const reports = {
      'report.html': () => {
        throw fault
      },
    }
    await expect(write({ reports })).rejects.toBe(fault)
    expect(await readdir(folder)).toEqual([])
  })

  it('replaces an older run in the same folder, its screenshots too', async () => {
    await write({ screenshots })
    const { result } = sampleRun()
    await write({ result: { ...result, run: { ...result.run, id: 'second' } } })
    const read = await readRun(folder)
    expect(read.result.run.id).toBe('second')
    expect(read.screenshots).toEqual([])
  })

  it('keeps the suite without paths of the machine', async () => {
    await write()
    const text = await readFile(join(folder, 'suite.json'), 'utf8')
    expect(text).toContain('"security-profile/par.yaml"')
    expect(text).not.toContain('/srv/')
  })
})

describe('run.json', () => {
  it('has the members of the published format in their order, whatever the order in memory', () => {
    const { result } = recordRun(sampleRun())
    const shuffled = JSON.parse(JSON.stringify(result), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    )
    expect(runJson(shuffled)).toBe(runJson(result))
    expect(Object.keys(JSON.parse(runJson(shuffled)))).toEqual(['schemaVersion', 'run', 'result', 'summary', 'cases'])
    expect(JSON.parse(runJson(result))).toEqual(result)
  })
})

describe('the published schema of run.json', () => {
  const compile = async () => {
    const ajv = new Ajv2020({ allErrors: true, strict: false })
    addFormats.default(ajv)
    return ajv.compile(JSON.parse(await readFile(new URL('../../schemas/run.schema.json', import.meta.url), 'utf8')))
  }

  it('fits what is written', async () => {
    await write()
    const validate = await compile()
    validate(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')))
    expect(validate.errors).toBeNull()
  })

  it('does not fit anything else', async () => {
    const validate = await compile()
    const { result } = sampleRun()
    expect(validate({ ...result, result: 'fine' })).toBe(false)
    expect(validate({ ...result, cases: [{ id: 'x' }] })).toBe(false)
  })
})

describe('exchanges.har', () => {
  it('is HAR 1.2 with all members that developer tools ask for', async () => {
    await write()
    const { log } = JSON.parse(await readFile(join(folder, 'exchanges.har'), 'utf8'))
    expect(log).toMatchObject({ version: '1.2', creator: { name: 'fapi-assay', version: '0.1.0' } })
    expect(log.entries.length).toBe(sampleRun().exchanges.length)
    for (const entry of log.entries) {
      expect(new Date(entry.startedDateTime).toISOString()).toBe(entry.startedDateTime)
      expect(entry.time).toBeCloseTo(entry.timings.send + entry.timings.wait + entry.timings.receive)
      expect(Object.keys(entry.request)).toEqual(
        expect.arrayContaining([
          'method',
          'url',
          'httpVersion',
          'cookies',
          'headers',
          'queryString',
          'headersSize',
          'bodySize',
        ]),
      )
      expect(Object.keys(entry.response)).toEqual(
        expect.arrayContaining([
          'status',
          'statusText',
          'httpVersion',
          'cookies',
          'headers',
          'content',
          'redirectURL',
          'headersSize',
          'bodySize',
        ]),
      )
      expect(URL.canParse(entry.request.url)).toBe(true)
      expect(entry.cache).toEqual({})
    }
    const [par] = log.entries
    expect(par.request.postData.params).toContainEqual({ name: 'code_challenge_method', value: 'S256' })
    expect(par).toMatchObject({ _case: { step: 'par' }, _tls: { protocol: 'TLSv1.3' } })
  })
})

describe('what cannot be written', () => {
  const expected = async (at: string, code: string): Promise<void> => {
    const error = await failureOf(write({ folder: at }))
    expect(error).toMatchObject({ code, name: 'EvidenceError' })
    expect(error.message).toMatch(/^cannot write ".*": .*--out/)
  }

  it('a folder below a file', async () => {
    await mkdir(join(folder, '..'), { recursive: true })
    await writeFile(folder, '')
    await expected(join(folder, 'run'), 'NOT_A_FOLDER')
  })

  it('a folder that the system does not allow', () => expected('/proc/assay-run', 'UNWRITABLE'))

  it.each([
    ['ENOSPC', 'DISK_FULL'],
    ['EDQUOT', 'DISK_FULL'],
    ['EACCES', 'UNWRITABLE'],
    ['EROFS', 'UNWRITABLE'],
    ['EIO', 'UNWRITABLE'],
  ])('%s is %s with advice', (code, wanted) => {
    const error = writeError(Object.assign(new Error('x'), { code }), 'out/run.json')
    expect(error.code).toBe(wanted)
    expect(error.message).toMatch(new RegExp(`^cannot write "out/run.json": .*\\(${code}\\)\\. .*--out`))
  })

  it('a file that gets too large half-way leaves nothing that looks complete, and the older run as it was', async () => {
    await write()
    const before = await readRun(folder)
    const program = `
      import { writeRun } from ${JSON.stringify(new URL('../../src/evidence/writeRun.ts', import.meta.url).href)}
      import { sampleRun } from ${JSON.stringify(new URL('../support/sampleRun.ts', import.meta.url).href)}
      await writeRun({ ...sampleRun({ copies: 5 }), folder: process.argv[1], reports: {}, token: 'big' }).catch((e) => { console.log(e.code + ' ' + e.message); process.exit(7) })`
    const child = spawnSync(
      'bash',
      ['-c', 'ulimit -f 64; exec "$0" --input-type=module -e "$1" "$2"', process.execPath, program, folder],
      { encoding: 'utf8' },
    )
    expect(child.stdout + child.stderr).toMatch(/^DISK_FULL cannot write ".*exchanges\.har"/)
    expect(child.status).toBe(7)
    expect((await readdir(folder)).sort()).toEqual(['events.jsonl', 'exchanges.har', 'run.json', 'suite.json'])
    expect(await readRun(folder)).toEqual(before)
  })
})

describe('what cannot be read', () => {
  const damage = async (name: string, change: (text: string) => string): Promise<EvidenceError> => {
    await write()
    await writeFile(join(folder, name), change(await readFile(join(folder, name), 'utf8')))
    return failureOf(readRun(folder))
  }

  it('a folder without run.json', async () => {
    await mkdir(folder, { recursive: true })
    expect(await failureOf(readRun(folder))).toMatchObject({
      code: 'NOT_A_RUN',
      message: expect.stringContaining('no "run.json"'),
    })
  })

  it('a file instead of a folder', async () => {
    await write()
    expect(await failureOf(readRun(join(folder, 'run.json')))).toMatchObject({ code: 'NOT_A_RUN' })
  })

  it('a run without its exchanges', async () => {
    await write()
    await rm(join(folder, 'exchanges.har'))
    expect(await failureOf(readRun(folder))).toMatchObject({
      code: 'DAMAGED',
      message: expect.stringContaining('"exchanges.har" is missing'),
    })
  })

  it('a file that was cut off', async () => {
    expect(await damage('suite.json', (text) => text.slice(0, -9))).toMatchObject({
      code: 'DAMAGED',
      message: expect.stringContaining('is not JSON'),
    })
  })

  it('a field of the wrong type, by its name', async () => {
    const error = await damage('run.json', (text) => text.replace('"durationMs": 40', '"durationMs": "40"'))
    expect(error.message).toContain('"cases[0].durationMs" is expected to be a number, but is the string "40"')
  })

  it('a newer format', async () => {
    const error = await damage('run.json', (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 2'))
    expect(error).toMatchObject({ code: 'NEWER_VERSION', message: expect.stringContaining('reads up to 1') })
  })

  it('a screenshot outside the folder', async () => {
    await write({ screenshots })
    await writeFile(
      join(folder, 'screenshots/index.json'),
      JSON.stringify([{ file: 'screenshots/../../../secret', caseId: '', variant: '', step: '' }]),
    )
    expect(await failureOf(readRun(folder))).toMatchObject({ code: 'DAMAGED' })
  })
})
