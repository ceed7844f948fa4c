import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSuite, SuiteError } from '../../src/suite/loadSuite.ts'
import { folderWith, load, messageFor, vocabulary } from './support.ts'

const good = `
suite: demo/one
needs: { openid: true, features: [login] }
cases:
  - id: token-assertion-without-sub
    refs: [RFC9126-2-a]
    at: token.client_assertion.claims
    mutate: { remove: sub }
    expect: { reject: [invalid_client, invalid_request] }
    fix: Check it.

  - id: everything
    title: A case with every key
    refs: [RFC9126-2-a, RFC9126-2.3-a]
    witness: true
    unproven: No server can be this wrong.
    needs: { sender_constraint: [dpop, mtls], openid: [true, false], features: [client2] }
    at: [par.form, token.form]
    mutate: { set: { a: $now-5m, b: [1, "2", null], c: { d: $state } }, remove: [scope] }
    expect: { reject: invalid_request, by: authorize, status: [400, 401], never: callback, or: tls-refused, code: RFC9126-2.3-a }

  - id: replayed
    refs: [RFC9126-2-a]
    at: token
    mutate: { replay: 1s }
    expect: { either: [accept, invalid_grant], step: resource }
    also: [state-unchanged]

  - { id: waited, refs: [RFC9126-2-a], at: token, mutate: { after: 62s }, expect: accept }
  - { id: waited-for-symbol, refs: [RFC9126-2-a], at: authorize, mutate: { after: $par.expires_in }, expect: accept }
  - { id: replayed-at-once, refs: [RFC9126-2-a], at: token, mutate: { replay: true }, expect: accept }
  - { id: checked, refs: [RFC9126-2-a], check: par-status-201 }
  - { id: probed, refs: [RFC9126-2-a], probe: tls-old-versions }
`

describe('a good file', () => {
  const cases = () => load({ 'demo/one.yaml': good }).cases

  it('keeps the order of the file', () => {
    expect(cases().map(({ id }) => id)).toEqual([
      'token-assertion-without-sub',
      'everything',
      'replayed',
      'waited',
      'waited-for-symbol',
      'replayed-at-once',
      'checked',
      'probed',
    ])
  })

  it('fills in what was left out', () => {
    const [first] = cases()
    expect(first).toEqual({
      id: 'token-assertion-without-sub',
      title: 'Token assertion without sub',
      refs: ['RFC9126-2-a'],
      needs: { openid: [true], features: ['login'] },
      kind: 'mutation',
      at: [{ step: 'token', part: 'client_assertion', place: 'claims' }],
      mutate: { remove: ['sub'] },
      name: null,
      expect: {
        kind: 'reject',
        codes: ['invalid_client', 'invalid_request'],
        by: null,
        step: null,
        status: [],
        never: null,
        or: null,
        code: null,
      },
      also: [],
      fix: 'Check it.',
      source: { file: expect.stringMatching(/one\.yaml$/), line: 5, column: 5 },
      suite: 'demo/one',
    })
  })

  it('reads every key', () => {
    const everything = cases()[1]
    expect(everything).toMatchObject({
      title: 'A case with every key',
      witness: true,
      unproven: 'No server can be this wrong.',
      needs: { openid: [true, false], sender_constraint: ['dpop', 'mtls'], features: ['client2'] },
      at: [
        { step: 'par', part: 'form', place: null },
        { step: 'token', part: 'form', place: null },
      ],
      expect: {
        kind: 'reject',
        codes: ['invalid_request'],
        by: 'authorize',
        status: [400, 401],
        never: 'callback',
        or: 'tls-refused',
        code: 'RFC9126-2.3-a',
      },
    })
    expect(everything?.mutate).toEqual({
      set: { a: '$now-5m', b: [1, '2', null], c: { d: '$state' } },
      remove: ['scope'],
    })
  })

  it('reads durations, symbols, checks and probes', () => {
    const [, , replayed, waited, symbol, again, checked, probed] = cases()
    expect(replayed).toMatchObject({ mutate: { replay: { afterMs: 1000 } }, also: ['state-unchanged'] })
    expect(replayed?.expect).toMatchObject({ kind: 'either', codes: ['invalid_grant'], step: 'resource' })
    expect(waited?.mutate).toEqual({ after: { ms: 62_000 } })
    expect(symbol?.mutate).toEqual({ after: { symbol: '$par.expires_in' } })
    expect(again?.mutate).toEqual({ replay: { afterMs: 0 } })
    expect(checked).toMatchObject({ kind: 'check', name: 'par-status-201', mutate: null, expect: null, at: [] })
    expect(probed).toMatchObject({ kind: 'probe', name: 'tls-old-versions' })
  })
})

describe('files', () => {
  it('the same id in two files: both places are named', () => {
    const one = 'suite: demo/one\ncases:\n  - { id: same, refs: [RFC9126-2-a], check: par-status-201 }\n'
    expect(messageFor({ 'demo/one.yaml': one, 'demo/two.yaml': one.replace('one', 'two') })).toMatchInlineSnapshot(`
      "demo/two.yaml:3:11: case id "same" is used twice
        seen:     first at demo/one.yaml:3:11
        hint:     rename one of the two
        3 |   - { id: same, refs: [RFC9126-2-a], check: par-status-201 }
          |           ^"
    `)
  })

  it('wrong name in the head', () => {
    expect(messageFor({ 'demo/two.yaml': good })).toMatchInlineSnapshot(`
      "demo/two.yaml:2:8: "suite" is not the name of this file
        expected: "demo/two"
        seen:     "demo/one"
        hint:     write "suite: demo/two"
        2 | suite: demo/one
          |        ^"
    `)
  })

  it('empty, no mapping, something else, broken', () => {
    const files = {
      'demo/a.yaml': '',
      'demo/b.yaml': '- a\n',
      'demo/c.yaml': 'name: x\n',
      'demo/d.yaml': 'suite: "demo/d\ncases: []\n',
    }
    expect(messageFor(files)).toMatchInlineSnapshot(`
      "demo/a.yaml:1:1: the file is empty
        expected: a mapping
        hint:     a case file starts with "suite: <folder>/<file>", a requirement file with "spec: <name>", a requirement set with "set: <id>"
        1 | 
          | ^

      demo/b.yaml:1:1: the file is not a mapping
        expected: a mapping
        hint:     a case file starts with "suite: <folder>/<file>", a requirement file with "spec: <name>", a requirement set with "set: <id>"
        1 | - a
          | ^

      demo/c.yaml:1:1: this is no suite file
        expected: one of the keys cases, requirements, sources, attackers, set, controls
        seen:     name
        hint:     a case file starts with "suite: <folder>/<file>", a requirement file with "spec: <name>", a requirement set with "set: <id>"
        1 | name: x
          | ^

      demo/d.yaml:3:1: not valid YAML: a character is missing here
        hint:     close the bracket or quote above, or put a "," or ":" between the values
        3 | 
          | ^"
    `)
  })

  it('head key misspelled', () => {
    expect(messageFor({ 'demo/one.yaml': 'suit: demo/one\ncases: []\n' })).toMatchInlineSnapshot(`
      "demo/one.yaml:1:1: unknown key "suit" in the file
        expected: one of suite, needs, cases
        hint:     did you mean "suite"?
        1 | suit: demo/one
          | ^

      demo/one.yaml:1:1: "suite" is missing in the file
        expected: the name of the file as <folder>/<file>, without ending
        hint:     add "suite: ..."
        1 | suit: demo/one
          | ^

      demo/one.yaml:2:8: "cases" has too few entries
        expected: at least 1: cases
        seen:     an empty list
        2 | cases: []
          |        ^"
    `)
  })

  it('all errors of all files at once, by file and line', () => {
    const bad =
      'suite: demo/bad\ncases:\n  - { id: a, refs: [X-1], check: nope }\n  - { id: b, refs: [RFC9126-2-a], probe: nope }\n'
    const folder = folderWith({ 'demo/bad.yaml': bad, 'demo/also.yaml': 'suite: demo/also\n' })
    const error = thrown(() => loadSuite({ folders: [folder], vocabulary }))
    expect(error.code).toBe('SUITE')
    expect(error.issues.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      '1:1 "cases" is missing in the file',
      '3:21 unknown requirement "X-1"',
      '3:34 unknown check "nope"',
      '4:21 unknown requirement "RFC9126-2-a"',
      '4:42 unknown probe "nope"',
    ])
    expect(error.issues[1]).toEqual({
      file: join(folder, 'demo/bad.yaml'),
      line: 3,
      column: 21,
      field: 'cases[0].refs[0]',
      message: 'unknown requirement "X-1"',
      expected: null,
      seen: null,
      hint: null,
      excerpt: '  - { id: a, refs: [X-1], check: nope }',
    })
  })

  it('one mistake in a requirement or sources file is reported once, not at every reference', () => {
    const cases = 'suite: demo/one\ncases:\n  - { id: a, refs: [RFC9126-2-a], check: par-status-201 }\n'
    const broken = messageFor({ 'reqs/rfc9126.yaml': 'spec: RFC9126\nrequirements: [\n', 'demo/one.yaml': cases })
    expect(broken.match(/not valid YAML/g)).toHaveLength(1)
    expect(broken).not.toContain('unknown requirement')
    const sources = messageFor({ 'reqs/sources.yaml': 'sources:\n  RFC9126: { titel: X, status: RFC }\n' })
    expect(sources).toContain('unknown key "titel"')
    expect(sources).not.toContain('unknown spec')
  })

  it('folder that is not there, and one without YAML', () => {
    const folder = folderWith({ 'empty/readme.txt': 'x' })
    const error = thrown(() => loadSuite({ folders: [join(folder, 'nowhere'), join(folder, 'empty')], vocabulary }))
    expect(error.message.replaceAll(`${folder}/`, '')).toMatchInlineSnapshot(`
      "empty: no YAML file in this folder
        expected: a folder with YAML files

      nowhere: the suite folder cannot be read: ENOENT
        expected: a folder with YAML files"
    `)
  })

  it('a file reached twice is read once', () => {
    const folder = folderWith({
      'reqs/sources.yaml': 'sources: { S: { title: T, status: RFC } }\n',
      'reqs/s.yaml':
        'spec: S\nrequirements:\n  - { id: S-1, clause: "1", subject: as, level: may, applies: always, endpoint: par, text: T., testable: black-box }\n',
    })
    const suite = loadSuite({ folders: [folder, join(folder, 'reqs'), join(folder, 'reqs/s.yaml')], vocabulary })
    expect(suite.requirements.size).toBe(1)
  })

  it('the digest says what was read, wherever it lies', () => {
    const digest = load({ 'demo/one.yaml': good }).digest
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(load({ 'demo/one.yaml': good }).digest).toBe(digest)
    expect(load({ 'demo/one.yaml': good.replace('Check it', 'Check this') }).digest).not.toBe(digest)
  })

  it('an operator adds a folder with requirements and cases of their own', () => {
    const folder = folderWith({
      'bank/sources.yaml':
        'sources:\n  BANK: { title: Rulebook, status: "2.1", url: "https://bank.example/rules", clause_anchor: rule- }\n',
      'bank/rules.yaml':
        'spec: BANK\nrequirements:\n  - { id: BANK-7, clause: "7", subject: rs, level: shall-not, applies: always, endpoint: resource, text: No., testable: black-box }\n',
      'bank/cases.yaml': 'suite: bank/cases\ncases:\n  - { id: bank-case, refs: [BANK-7], check: par-no-store }\n',
    })
    const suite = loadSuite({ folders: [folder], vocabulary })
    expect(suite.cases.map(({ id }) => id)).toEqual(['bank-case'])
    expect(suite.requirements.get('BANK-7')).toMatchObject({ level: 'must', url: 'https://bank.example/rules#rule-7' })
  })

  it('a broken link to a file is reported', () => {
    const folder = folderWith({ 'demo/one.yaml': good })
    mkdirSync(join(folder, 'demo/dir.yaml'))
    writeFileSync(join(folder, 'demo/dir.yaml/x.txt'), '')
    const error = thrown(() => loadSuite({ folders: [folder], vocabulary }))
    expect(error.issues.map(({ message }) => message)).toContain('the file cannot be read: EISDIR')
  })
})

describe('requirements', () => {
  const entry = (id: string, more = '') =>
    `  - { id: ${id}, clause: "1", subject: as, level: shall, applies: always, endpoint: par, text: T., testable: black-box${more} }\n`

  it('unknown spec, level, key and a clause that is a number', () => {
    const text =
      'spec: RFC9127\nrequirements:\n  - id: X-1\n    clause: 5.1\n    subject: as\n    level: must\n    applies: always\n    endpoint: par\n    text: T.\n    testable: black-box\n    oidf: []\n'
    expect(messageFor({ 'reqs/x.yaml': text })).toMatchInlineSnapshot(`
      "reqs/x.yaml:1:7: unknown spec "RFC9127"
        expected: RFC9126
        hint:     did you mean "RFC9126"?
        1 | spec: RFC9127
          |       ^

      reqs/x.yaml:4:13: "clause" is not text
        expected: text: a clause number in quotes, e.g. "5.3"
        seen:     the number 5.1
        hint:     put it in quotes
        4 |     clause: 5.1
          |             ^

      reqs/x.yaml:6:12: "level" has an unknown value
        expected: one of shall, shall-not, should, may
        seen:     "must"
        6 |     level: must
          |            ^

      reqs/x.yaml:11:5: unknown key "oidf" in "requirements" entry 1
        expected: one of id, clause, item, anchor, subject, level, applies, endpoint, text, testable, why, no_case, note, superseded_by, informative, oidf_gap
        11 |     oidf: []
           |     ^"
    `)
  })

  it('an id used twice, a replacement that is not there', () => {
    const text = `spec: RFC9126\nrequirements:\n${entry('RFC9126-2-a')}${entry('X-2', ', superseded_by: X-3')}`
    expect(messageFor({ 'reqs/x.yaml': text })).toMatchInlineSnapshot(`
      "reqs/x.yaml:3:11: requirement id "RFC9126-2-a" is used twice
        seen:     first at reqs/rfc9126.yaml:4:11
        hint:     rename one of the two
        3 |   - { id: RFC9126-2-a, clause: "1", subject: as, level: shall, applies: always, endpoint: par, text: T., testa...
          |           ^

      reqs/x.yaml:4:134: unknown requirement "X-3"
        expected: one of RFC9126-2-a, RFC9126-2.3-a, X-2
        hint:     did you mean "X-2"?
        4 | ...nt: par, text: T., testable: black-box, superseded_by: X-3 }
          |                                                           ^"
    `)
  })

  it('attackers that stand against nothing known', () => {
    const text = 'model: RFC9126\ngoals: []\nattackers:\n  - { id: A1, text: Reads., requirements: [RFC9126-2-b] }\n'
    expect(messageFor({ 'reqs/model.yaml': text })).toContain('unknown requirement "RFC9126-2-b"')
  })

  it('a spec described twice', () => {
    const text = 'sources:\n  RFC9126: { title: Again, status: RFC }\n'
    expect(messageFor({ 'reqs/sources2.yaml': text })).toContain('spec "RFC9126" is described twice')
  })

  it('attackers, reasons and replacement arrive in the requirement', () => {
    const requirements = load({
      'reqs/x.yaml': `spec: RFC9126\nrequirements:\n${entry('X-1', ', why: Unseen., no_case: Later., superseded_by: RFC9126-2-a, note: N.')}`,
      'reqs/model.yaml':
        'model: RFC9126\ngoals:\n  - { id: G, text: Nobody., requirements: [X-1] }\nattackers:\n  - { id: A1, text: Reads., requirements: [X-1] }\n',
    }).requirements
    expect(requirements.get('X-1')).toMatchObject({
      reason: 'Later.',
      note: 'N.',
      supersededBy: 'RFC9126-2-a',
      level: 'must',
      url: 'https://spec.example/rfc9126#section-1',
      attackers: [
        { id: 'A1', text: 'Reads.' },
        { id: 'G', text: 'Nobody.' },
      ],
    })
  })
})

function thrown(action: () => unknown): SuiteError {
  try {
    action()
  } catch (error) {
    if (error instanceof SuiteError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
