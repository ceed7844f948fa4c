import { expect, it } from 'vitest'
import { typed } from './typed.ts'

it('lists the dialects of the sandbox with their profiles', async () => {
  const { code, out, err } = await typed(['sandbox', '--list-dialects'])
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toMatch(/^plain +fapi2-security-profile +FAPI 2.0 without rules of an ecosystem$/m)
  const { out: json } = await typed(['sandbox', '--list-dialects', '--json'])
  expect(JSON.parse(json)).toContainEqual(
    expect.objectContaining({ id: 'acme', profile: 'examples/acme/profile.yaml' }),
  )
})

it('refuses a dialect that there is not, before anything is started', async () => {
  const { code, err } = await typed(['sandbox', '--dialect', 'klingon'])
  expect(code).toBe(2)
  expect(err).toMatch(/^assay: "--dialect": there is no dialect "klingon"; known: plain, acme/)
})
