import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadProject } from '../../src/app/loadProject.ts'
import { loadControls } from '../../src/suite/loadControls.ts'

const folder = mkdtempSync(join(tmpdir(), 'controls-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const HEAD = `controls:
  frameworks: [{ id: f, title: t, version: '1', url: 'https://f.example/' }]
  list: [{ id: F-1, framework: f, title: one, aliases: [OLD-1] }, { id: F-2, framework: f, title: two, outside: elsewhere }]
  rules:
`

function load(rules: string, requirements: readonly string[] = ['A-1', 'A-2', 'B-1', 'C-1']) {
  const file = join(folder, 'controls.yaml')
  writeFileSync(file, HEAD + rules)
  return loadControls(file, requirements)
}

describe('the control map', () => {
  it('tags each requirement by the first rule that matches', () => {
    const { tags, controls } = load(`    - { requirements: [A-2], controls: none, reason: r }
    - { requirements: ['A-*', 'B-[12]'], controls: [F-1] }
    - { requirements: ['A-1', 'B-1'], controls: [F-2] }
`)
    expect(tags).toEqual({ 'A-1': ['F-1'], 'A-2': [], 'B-1': ['F-1'] })
    expect(controls).toEqual([
      { id: 'F-1', framework: 'f', title: 'one', aliases: ['OLD-1'], outside: null },
      { id: 'F-2', framework: 'f', title: 'two', aliases: [], outside: 'elsewhere' },
    ])
  })

  it.each([
    ['    - { requirements: [A-1], controls: [F-3] }\n', /controls\.yaml:5:\d+: unknown control "F-3"/],
    ['    - { requirements: [A-1], controls: none }\n', /"reason" is missing/],
    ['    - { requirement: [A-1], controls: none }\n', /unknown key "requirement"/],
  ])('refuses %s', (rules, message) => {
    expect(() => load(rules)).toThrow(message)
  })
})

describe('the tags of the package', () => {
  const { suite } = loadProject('fapi2-message-signing', [])
  const { controls, tags = {} } = suite.controls ?? {}

  it('cover every requirement on servers, or say that there is none; add a rule to suites/controls.yaml', () => {
    const servers = [...suite.requirements.values()].filter(({ subject }) => subject !== 'client')
    expect(servers.filter(({ id }) => tags[id] === undefined).map(({ id }) => id)).toEqual([])
    expect(servers.length).toBeGreaterThan(250)
  })

  it("print today's ids and keep the old ones as aliases", () => {
    const byId = new Map(controls?.map((control) => [control.id, control]))
    expect(byId.get('PR.AA-05')?.aliases).toContain('PR.AC-4')
    expect(controls?.some(({ id }) => id.startsWith('PR.AC'))).toBe(false)
    expect(controls?.filter(({ framework }) => framework === 'owasp-nhi').length).toBe(10)
    expect(controls?.filter(({ framework }) => framework === 'sp800-207').length).toBe(7)
  })

  it.each([
    ['FAPI2-SP-5.3.4-4', 'NHI5:2025'],
    ['FAPI2-SP-5.3.4-4', 'PR.AA-05'],
    ['FAPI2-SP-5.2.1-2', 'PR.DS-02'],
    ['FAPI2-SP-5.3.4-3c', 'NHI1:2025'],
    ['RFC6749-4.1.3-a', 'NHI9:2025'],
    ['RFC7523-3-9', 'PR.AA-03'],
    ['RFC9449-4.3-6', 'SP800-207-T6'],
  ])('%s gives evidence about %s', (requirement, control) => {
    expect(tags[requirement]).toContain(control)
  })
})
