import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSuite } from '../../src/suite/loadSuite.ts'
import { vocabulary } from './support.ts'

const folder = join(import.meta.dirname, '../../suites/requirements')
const { requirements } = loadSuite({ folders: [folder], vocabulary })
/** Ids are cited in reports and status records for years: the list may only grow. */
const published = readFileSync(join(import.meta.dirname, 'requirementIds.txt'), 'utf8')
  .trim()
  .split('\n')

describe('requirement registry', () => {
  it('still has every id that was ever published', () => {
    expect(published).toHaveLength(379)
    expect(published.filter((id) => !requirements.has(id))).toEqual([])
  })

  it('names the specs in the ids, and the clause behind it', () => {
    for (const { id, spec, clause } of requirements.values()) expect(id.startsWith(`${spec}-${clause}`), id).toBe(true)
  })

  it('has a URL of the clause for every entry', () => {
    // The rules of an ecosystem stand in its profile, those of its directory with its operator.
    const urls = [...requirements.values()]
      .filter(({ spec }) => !['ECO', 'DIR', 'CRED'].includes(spec))
      .map(({ url }) => url)
    expect(urls.filter((url) => url === null || !URL.canParse(url) || new URL(url).hash.length < 2)).toEqual([])
    expect(requirements.get('FAPI2-SP-5.3.2.2-12')?.url).toBe(
      'https://openid.net/specs/fapi-security-profile-2_0-final.html#section-5.3.2.2-2.12',
    )
    expect(requirements.get('RFC9449-4.3-12')?.url).toBe('https://www.rfc-editor.org/rfc/rfc9449#section-4.3')
    expect(requirements.get('OIDCC-3.1.3.7-3')?.url).toBe(
      'https://openid.net/specs/openid-connect-core-1_0-errata2.html#rfc.section.3.1.3.7',
    )
  })

  it('takes the level from the wording', () => {
    expect(requirements.get('FAPI2-SP-5.3.2.2-12')?.level).toBe('must')
    expect(requirements.get('FAPI2-SP-5.1.2')?.level).toBe('must')
    expect(requirements.get('FAPI2-SP-5.2.1-4')?.level).toBe('should')
    const levels = new Set([...requirements.values()].map(({ level }) => level))
    expect(levels).toEqual(new Set(['must', 'should', 'may']))
  })

  it('gives a reason wherever something is not or only partly testable', () => {
    const silent = [...requirements.values()].filter(
      ({ testable, reason }) => testable !== 'black-box' && reason === null,
    )
    expect(silent.map(({ id }) => id)).toEqual([])
  })

  it('says what an attacker gains', () => {
    expect(requirements.get('FAPI2-SP-5.3.2.1-4')?.attackers).toEqual([
      { id: 'A5', text: 'Reads resource requests after the fact.' },
      { id: 'FAPI2-AM-5.2', text: 'Nobody reaches resources that are not theirs.' },
    ])
    const named = [...requirements.values()].flatMap(({ attackers }) => attackers.map(({ id }) => id))
    expect(new Set(named).size).toBe(9)
  })
})
