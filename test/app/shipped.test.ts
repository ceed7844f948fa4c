import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { explainCase } from '../../src/app/explainCase.ts'
import { listCases } from '../../src/app/listCases.ts'
import { packageRoot } from '../../src/app/packageRoot.ts'
import { profileIds } from '../../src/profile/profileLayers.ts'

const profiles = profileIds(join(packageRoot, 'profiles'))

describe('what the package ships', () => {
  it('is listed whole, each case with a file of its suites and a level', async () => {
    const files = readdirSync(join(packageRoot, 'suites'), { recursive: true, encoding: 'utf8' })
    const cases = await listCases({})
    expect(cases.length).toBeGreaterThan(400)
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
    const known = files.map((file) => file.replace(/^.*[/\\]/, ''))
    expect(cases.filter(({ suite }) => !known.includes(`${suite}.yaml`))).toEqual([])
  })

  it.each(profiles)('profile %s names suites that can be loaded', async (profile) => {
    expect((await listCases({ profile })).length).toBeGreaterThan(20)
  })

  it('is explained case by case, without a gap', async () => {
    const ids = (await listCases({})).map(({ id }) => id)
    // Every fortieth: each one loads all suites.
    for (const id of ids.filter((_, n) => n % 40 === 0)) {
      const found = await explainCase(id, {})
      expect(found.source, id).toMatch(/^suites\/.+\.yaml:\d+$/)
      expect(
        [found.sent.length, found.expected.length, found.requirements.length].every((n) => n > 0),
        id,
      ).toBe(true)
    }
  })

  it('chooses by globs, and says when nothing is left', async () => {
    const some = await listCases({ only: ['par-*'] })
    expect(some.length).toBeGreaterThan(10)
    expect(some.every(({ id }) => id.startsWith('par-'))).toBe(true)
    await expect(listCases({ only: ['nothing-like-this'] })).rejects.toThrow(
      '--only nothing-like-this matches no case id',
    )
  })

  it('explains a case for each endpoint under the ids that reports have', async () => {
    expect((await explainCase('signed-body-not-signed.create-payment', {})).id).toBe('signed-body-not-signed')
    await expect(explainCase('par-claims-parameter.accounts', {})).rejects.toThrow('there is no case')
  })

  it('suggests a case for a misspelled id', async () => {
    const [{ id } = { id: '' }] = await listCases({})
    await expect(explainCase(`${id}x`, {})).rejects.toThrow(`there is no case "${id}x"; did you mean "${id}"?`)
    await expect(explainCase('nothing-like-this-at-all', {})).rejects.toThrow('"assay list" shows all cases')
  })
})
