import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listFiles } from '../../src/evidence/listFiles.ts'
import type { PublicJwk } from '../../src/evidence/verificationTypes.ts'
import { verifyFolder } from '../../src/evidence/verifyFolder.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { flipBytes, sealedFolder } from './flipBytes.ts'

const NOW = Date.parse(sampleRun().result.run.finishedAt) + 1000
let original = ''
let folder = ''
let keys: readonly PublicJwk[] = []
let names: readonly string[] = []

beforeAll(async () => {
  original = mkdtempSync(join(tmpdir(), 'assay-sealed-'))
  keys = await sealedFolder(original)
  names = (await listFiles(original)).map(({ path }) => path)
})
afterAll(() => rmSync(original, { recursive: true, force: true }))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-copy-'))
  restore()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const restore = (): void => {
  rmSync(folder, { recursive: true, force: true })
  cpSync(original, folder, { recursive: true })
}
const place = (name: string): string => join(folder, name)

/** The answer is no, and one of these files is named; without its attestation a folder is only unsigned. */
async function expectNamed(what: string, ...files: readonly string[]): Promise<void> {
  const { answer, problems } = await verifyFolder({ folder, keys, now: NOW })
  const [first] = problems
  if (files.includes('attestation.json') && problems.every(({ kind }) => kind === 'unsigned'))
    expect({ what, answer, kind: first?.kind }).toEqual({ what, answer: 'cannot-tell', kind: 'unsigned' })
  else {
    expect(answer, what).toBe('not-ok')
    expect(
      problems.some(({ file }) => file !== null && files.includes(file)),
      `${what}: ${first?.file} named`,
    ).toBe(true)
  }
}

describe('any change of a sealed folder is found, and the file is named', () => {
  it('a byte, anywhere', async () => {
    // Every byte of all files: node scripts/bench/flip.ts
    const { flips, unseen } = await flipBytes(join(folder, 'flipped'), (size) =>
      size < 200 ? 1 : Math.ceil(size / 150),
    )
    expect(unseen).toEqual([])
    expect(flips).toBeGreaterThan(1000)
  })

  it('a file that is longer, shorter or empty', async () => {
    for (const name of names) {
      for (const more of ['\n', ' ', '\0', '{}', readFileSync(place(name))]) {
        appendFileSync(place(name), more)
        await expectNamed(`${name} with more`, name)
        restore()
      }
      const size = readFileSync(place(name)).length
      for (const length of [size - 1, Math.floor(size / 2), 1, 0]) {
        truncateSync(place(name), length)
        await expectNamed(`${name} cut to ${length}`, name)
        restore()
      }
    }
  })

  it('a file that is gone, called otherwise, or no file any more', async () => {
    for (const name of names) {
      rmSync(place(name))
      await expectNamed(`${name} taken away`, name)
      mkdirSync(place(name))
      await expectNamed(`${name} a folder`, name)
      restore()
      renameSync(place(name), place(`${name}.bak`))
      await expectNamed(`${name} renamed`, name, `${name}.bak`)
      restore()
      const copy = mkdtempSync(join(tmpdir(), 'assay-elsewhere-'))
      renameSync(place(name), join(copy, 'content'))
      symlinkSync(join(copy, 'content'), place(name))
      // The content is the same now; it can be another one tomorrow.
      await expectNamed(`${name} a link`, name)
      rmSync(copy, { recursive: true })
      restore()
    }
  })

  it('a file that was put in, hidden, deep or a copy of another', async () => {
    const added = [
      'notes.txt',
      '.hidden',
      'screenshots/002-x.png',
      'deep/er/run.json',
      'RUN.JSON',
      '.run.json.aa.tmp',
      'run.json ',
    ]
    for (const name of added) {
      mkdirSync(join(place(name), '..'), { recursive: true })
      writeFileSync(place(name), readFileSync(place('run.json')))
      await expectNamed(`${name} added`, name)
      restore()
    }
  })

  it('two files whose contents were exchanged', async () => {
    for (const [n, one] of names.entries()) {
      for (const other of names.slice(n + 1)) {
        const [left, right] = [readFileSync(place(one)), readFileSync(place(other))]
        writeFileSync(place(one), right)
        writeFileSync(place(other), left)
        await expectNamed(`${one} and ${other}`, one, other)
        restore()
      }
    }
  })

  it('files or the attestation of another run, which the same key has signed', async () => {
    const other = mkdtempSync(join(tmpdir(), 'assay-other-'))
    await sealedFolder(other, '20260203-093004-ffffff')
    expect(await verifyFolder({ folder: other, keys, now: NOW })).toMatchObject({ answer: 'ok' })
    for (const name of ['run.json', 'events.jsonl', 'attestation.json']) {
      cpSync(join(other, name), place(name))
      // What does not fit the statement is named; if the statement is the other one, that is all the rest.
      await expectNamed(`${name} of another run`, name === 'attestation.json' ? 'run.json' : name)
      restore()
    }
    rmSync(other, { recursive: true })
  })
})
