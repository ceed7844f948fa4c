import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkGroups, checks } from '../../src/checks/registry.ts'
import { honestTrace } from './trace.ts'

const names = Object.keys(checks)
const folders = ['security-profile', 'message-signing', 'ecosystem'].map((name) =>
  join(import.meta.dirname, '../../suites', name),
)

interface CaseText {
  readonly id: string
  readonly check?: string
  readonly also?: readonly string[]
}

const cases = folders.flatMap((folder) =>
  readdirSync(folder).flatMap(
    (file) => (parse(readFileSync(join(folder, file), 'utf8')) as { cases: CaseText[] }).cases,
  ),
)

describe('registry of checks', () => {
  it('names them in kebab-case', () => {
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([])
  })

  it('has no name twice', () => {
    const all = checkGroups.flatMap((group) => Object.keys(group))
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([])
    expect(names).toHaveLength(all.length)
  })

  it('has a case for every check, and a check for every case that names one', () => {
    const cited = new Set(cases.flatMap(({ check, also }) => [...(check ? [check] : []), ...(also ?? [])]))
    expect(names.filter((name) => !cited.has(name))).toEqual([])
    expect([...cited].filter((name) => !names.includes(name))).toEqual([])
  })

  it('never repeats a credential of the flow in what it says', async () => {
    const trace = await honestTrace((plan) => {
      plan.par.status = 200
      plan.variant.openid = false
      if (plan.callback) plan.callback.query.push(['access_token', 'front-channel-secret'])
    })
    const token = String(JSON.parse(trace.exchanges.token?.[0]?.response?.body ?? '{}').access_token)
    const secrets = [
      token,
      ...(trace.callback?.params ?? []).filter(([name]) => name !== 'iss').map(([, value]) => value),
    ]
    const said = JSON.stringify(Object.values(checks).map((check) => check(trace)))
    expect(secrets.length).toBeGreaterThan(3)
    expect(secrets.filter((secret) => said.includes(secret))).toEqual([])
  })

  it('gives the same answer twice and leaves the trace alone', async () => {
    const trace = await honestTrace()
    const before = JSON.stringify(trace)
    const answers = () => JSON.stringify(Object.values(checks).map((check) => check(trace)))
    expect(answers()).toBe(answers())
    expect(JSON.stringify(trace)).toBe(before)
  })
})
