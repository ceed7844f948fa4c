import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BaselineError } from '../../src/profile/errors.ts'
import { loadBaseline } from '../../src/profile/loadBaseline.ts'

const good = `baseline: acme-2026
entries:
  - case: par-pkce-*
    reason: mended in release 4
    owner: Ada
    expires: 2026-06-30
  - case: token-x
    variant: private_key_jwt+dpop+*
    requirement: RFC6749-5.2-a
    reason: |
      by the vendor
    owner: " Bob "
    expires: "2028-02-29"
`

function fileWith(text: string): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'assay-')))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'baseline.yaml'), text)
  return join(dir, 'baseline.yaml')
}

function message(text: string): string {
  const file = fileWith(text)
  try {
    loadBaseline(file)
  } catch (error) {
    if (error instanceof BaselineError) return error.message.replaceAll(file, 'b.yaml')
    throw error
  }
  return 'no error'
}

describe('a baseline', () => {
  it('is read with its lines and digest', () => {
    const file = fileWith(good)
    expect(loadBaseline(file)).toEqual({
      id: 'acme-2026',
      entries: [
        {
          case: 'par-pkce-*',
          variant: '*',
          requirement: null,
          reason: 'mended in release 4',
          owner: 'Ada',
          expires: '2026-06-30',
          line: 3,
        },
        {
          case: 'token-x',
          variant: 'private_key_jwt+dpop+*',
          requirement: 'RFC6749-5.2-a',
          reason: 'by the vendor',
          owner: 'Bob',
          expires: '2028-02-29',
          line: 7,
        },
      ],
      file,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    })
  })

  it('may have no entry left', () => {
    expect(loadBaseline(fileWith('baseline: b\nentries: []\n')).entries).toEqual([])
  })

  it('is refused with everything that is wrong at once', () => {
    const bad = good
      .replace('reason: mended in release 4', 'reason: " "')
      .replace('    owner: Ada\n', '')
      .replace('2026-06-30', '2026-06-31')
      .replace('requirement:', 'requirment:')
    expect(message(bad)).toMatchInlineSnapshot(`
      "b.yaml:4:13: "reason" is not well formed
        expected: why it is not mended yet
        seen:     " "
        4 |     reason: " "
          |             ^

      b.yaml:5:14: "expires" is no day of the calendar
        expected: a date as YYYY-MM-DD, e.g. 2026-12-31
        seen:     "2026-06-31"
        5 |     expires: 2026-06-31
          |              ^

      b.yaml:3:5: "owner" is missing in "entries" entry 1
        expected: who answers for it
        hint:     add "owner: ..."
        3 |   - case: par-pkce-*
          |     ^

      b.yaml:8:5: unknown key "requirment" in "entries" entry 2
        expected: one of case, variant, requirement, reason, owner, expires
        hint:     did you mean "requirement"?
        8 |     requirment: RFC6749-5.2-a
          |     ^"
    `)
  })

  it.each([
    ['30.06.2026', '"expires" is no day of the calendar'],
    ['2026-6-1', '"expires" is no day of the calendar'],
    ['2027-02-29', '"expires" is no day of the calendar'],
    ['20260630', '"expires" is not text'],
  ])('does not guess at the date %s', (date, text) => {
    expect(message(good.replace('2026-06-30', date))).toContain(text)
  })

  it('is a file that can be read', () => {
    expect(() => loadBaseline('no-such-folder/b.yaml')).toThrow('the baseline file cannot be read (ENOENT)')
    expect(message('entries: [')).toContain('not valid YAML')
    expect(message('')).toContain('the file is not a mapping')
  })
})
