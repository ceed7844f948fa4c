import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadProject } from '../../src/app/loadProject.ts'
import { toolFacts } from '../../src/app/packageRoot.ts'
import { readProofFile, suiteProof, writeProofFile } from '../../src/app/proofFile.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-proof-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'proof.json')
const figures = { defects: 3, killed: 3, killedOther: 0, survived: 0, collateral: 0, unproven: 1 }
const { profile, suite } = loadProject('fapi2-security-profile', [])
const [first] = suite.cases
const cases = suite.cases.length

const recorded = () => {
  writeProofFile(figures, [{ case: first?.id ?? '', reason: null }], Date.UTC(2026, 0, 2), file)
  const proof = readProofFile(file)
  if (proof === null) throw new Error('the proof that was written cannot be read')
  return proof
}

describe('a proof', () => {
  it('holds figures, time, tool and one entry per profile', () => {
    const proof = recorded()
    expect(proof).toMatchObject({ schemaVersion: 1, tool: toolFacts(), provedAt: '2026-01-02T00:00:00.000Z', figures })
    expect(proof.suites).toContainEqual({
      profile: 'fapi2-security-profile',
      suiteDigest: suite.digest,
      cases,
      proven: cases - 1,
    })
    expect(readFileSync(file, 'utf8').endsWith('}\n')).toBe(true)
  })

  it('counts for exactly the files that were proved', () => {
    const proof = recorded()
    expect(suiteProof(profile, suite, [], proof)).toEqual({
      current: true,
      cases,
      proven: cases - 1,
      provedAt: proof.provedAt,
    })
    const changed = { ...suite, digest: `sha256:${'0'.repeat(64)}` }
    expect(suiteProof(profile, changed, [], proof)).toMatchObject({ current: false, proven: 0, cases })
  })

  it('counts for the suites of targets with a directory, and for drills', () => {
    const proof = recorded()
    for (const extent of [{ directory: true }, { drills: true }]) {
      const other = loadProject('fapi2-security-profile', [], extent)
      expect(other.suite.digest).not.toBe(suite.digest)
      expect(suiteProof(profile, other.suite, [], proof, extent)).toMatchObject({ current: true })
    }
  })

  it('does not count for another version of the tool', () => {
    const proof = { ...recorded(), tool: { name: 'fapi-assay', version: '0.0.0' } }
    expect(suiteProof(profile, suite, [], proof)).toMatchObject({ current: false, proven: 0 })
  })

  it("says nothing about an operator's own cases", () => {
    const own = join(folder, 'own')
    const text = `suite: ${folder.split('/').at(-1)}/own\ncases:\n  - { id: own-case, refs: [RFC9126-2.2-a], check: par-response-status }\n`
    writeFileSync(`${own}.yaml`, text)
    const both = loadProject('fapi2-security-profile', [`${own}.yaml`])
    const proof = recorded()
    expect(both.suite.digest).not.toBe(suite.digest)
    expect(suiteProof(profile, both.suite, [`${own}.yaml`], proof)).toMatchObject({
      current: true,
      cases: cases + 1,
      proven: cases - 1,
    })
  })
})

it.each([
  ['is missing', null],
  ['is no JSON', '{'],
  ['is of another version', '{"schemaVersion":2,"suites":[]}'],
])('nothing is proven where the file %s', (_what, text) => {
  const path = join(folder, 'other.json')
  if (text !== null) writeFileSync(path, text)
  expect(readProofFile(path)).toBeNull()
  expect(suiteProof(profile, suite, [], null)).toEqual({ current: false, cases, proven: 0, provedAt: null })
})
