import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { listDefects } from '../../src/sandbox/defects.ts'

const read = (folder: string, pattern: RegExp) => {
  const url = new URL(`../../${folder}/`, import.meta.url)
  return readdirSync(url)
    .filter((name) => pattern.test(name))
    .map((name) => ({ name, text: readFileSync(new URL(name, url), 'utf8') }))
}

const sources = read('src/sandbox', /\.ts$/)
const code = sources.filter(({ name }) => !name.endsWith('Defects.ts')).map(({ text }) => text)
const registry = new Set(
  read('suites/requirements', /\.yaml$/).flatMap(({ text }) =>
    [...text.matchAll(/^ +- id: (\S+)$|\{ id: ([^,]+),/gm)].map(([, id, inline]) => id ?? inline),
  ),
)

describe('the defect table', () => {
  it('has no id twice', () => {
    const ids = sources
      .filter(({ name }) => name.endsWith('Defects.ts'))
      .flatMap(({ text }) => [...text.matchAll(/^ {2}'?([a-z0-9-]+)'?: (?:\{|[a-z]+\()/gm)].map(([, id]) => id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(listDefects().map(({ id }) => id)).toHaveLength(ids.length)
  })

  it.each(listDefects())('$id points at a requirement of the registry', ({ requirement }) => {
    expect(registry).toContain(requirement)
  })

  it.each(listDefects().filter(({ implies }) => implies))(
    '$id implies only other requirements of the registry',
    (defect) => {
      const { requirement, implies = [] } = defect
      for (const id of implies) expect(registry).toContain(id)
      expect(new Set([requirement, ...implies]).size).toBe(implies.length + 1)
    },
  )

  it.each(listDefects())('$id is asked for by the code', ({ id }) => {
    const shared = /^(as|rs)-dpop-(.*)$/.exec(id)
    const spellings = [`'${id}'`, ...(shared === null ? [] : [`of('${shared[2]}')`])]
    const count = code
      .flatMap((text) => spellings.map((spelling) => text.split(spelling).length - 1))
      .reduce((sum, found) => sum + found, 0)
    expect(count).toBeGreaterThan(0)
  })
})
