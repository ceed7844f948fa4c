import { describe, expect, it } from 'vitest'
import type { Assay, ProveOptions, ProveResult } from '../../src/index.ts'
import { typed } from './typed.ts'

const proof: ProveResult['defects'][number] = {
  id: 'par-status',
  requirement: 'RFC9126-2.2-a',
  title: 'PAR endpoint answers 200 instead of 201',
  variant: 'private_key_jwt+dpop+openid',
  fate: 'killed',
  killedBy: ['par-response-status'],
  alsoChanged: [],
  blocked: [],
  witnesses: ['interop-openid-client'],
  collateral: [],
  problem: null,
}

const good: ProveResult = {
  figures: { defects: 1, killed: 1, killedOther: 0, survived: 0, collateral: 0, unproven: 0 },
  ok: true,
  complete: true,
  cases: 612,
  defects: [proof],
  unproven: [{ case: 'no-server-does-this', reason: 'None can.' }],
  controls: [],
  staleReasons: [],
}

const bad: ProveResult = {
  ...good,
  ok: false,
  figures: { defects: 4, killed: 1, killedOther: 1, survived: 2, collateral: 1, unproven: 1 },
  defects: [
    {
      ...proof,
      collateral: [
        {
          case: 'token-response-status',
          verdict: 'fail',
          reason: 'expected\u001b[31m this',
          broken: ['RFC6749-5.1-a'],
        },
      ],
    },
    { ...proof, id: 'par-cache', fate: 'survived', killedBy: [], witnesses: [] },
    { ...proof, id: 'par-method', fate: 'survived', killedBy: [], witnesses: [], problem: 'the port is in use' },
    { ...proof, id: 'par-reuse', fate: 'killedOther', killedBy: [], alsoChanged: ['request-uri-reused'] },
  ],
  unproven: [...good.unproven, { case: 'par-never-fails', reason: null }],
  controls: [{ variant: 'mtls', case: 'tls-versions', verdict: 'warn', reason: 'too strict' }],
  staleReasons: ['par-fails-after-all'],
}

const asked: ProveOptions[] = []
const answering = (result: ProveResult): Partial<Assay> => ({
  prove: async (options) => {
    asked.push(options)
    options.onEvent?.({ kind: 'prove-start', defects: result.defects.length, controls: 1, jobs: 2 })
    for (const [index, one] of result.defects.entries())
      options.onEvent?.({ kind: 'defect-end', proof: one, done: index + 1, total: result.defects.length })
    return result
  },
})

describe('assay prove', () => {
  it('prints the cases that killed each defect, the figures and what is proven; talk goes to stderr', async () => {
    const { code, out, err } = await typed(['prove'], answering(good))
    expect(code).toBe(0)
    expect(out).toContain('par-status  RFC9126-2.2-a  [private_key_jwt+dpop+openid]\n    par-response-status\n')
    expect(out).toMatch(/^killed {2,}1$/m)
    expect(out).toContain('suite proven: 611 of 612 cases (1 more give a reason why no defect can make them fail)')
    expect(err).toContain('Trying 1 defects against 1 strict runs, in 2 threads')
    expect(err).toContain('1/1 defects')
  })

  it('tells everything that is wrong, and ends with exit code 1', async () => {
    const { code, out, err } = await typed(['prove'], answering(bad))
    expect(code).toBe(1)
    for (const text of [
      'tls-versions [mtls] warn: too strict',
      'par-cache (RFC9126-2.2-a: PAR endpoint answers 200 instead of 201)',
      ': the port is in use',
      'changed: request-uri-reused',
      'token-response-status fail: expected',
      'par-never-fails',
      'par-fails-after-all',
      'suite proven: 610 of 612 cases',
    ])
      expect(out.replace(/\s+/g, ' ')).toContain(text)
    expect(out).not.toContain('\u001b')
    expect(err).toContain('par-status: collateral: token-response-status')
    expect(err).toContain('par-method: not tried: the port is in use')
  })

  it('prints the result as JSON', async () => {
    const { out } = await typed(['prove', '--json'], answering(bad))
    expect(JSON.parse(out)).toEqual(bad)
  })

  it('says nothing about proven cases where only a part was tried', async () => {
    const { out } = await typed(['prove', '--defect', 'par-status'], answering({ ...good, complete: false }))
    expect(out).toContain('Only a part was tried')
    expect(out).not.toContain('suite proven')
  })

  it('hands its options on', async () => {
    const words = '--defect par-status --only par-* --variant mtls --suite own --jobs 3'
    await typed(['prove', ...words.split(' ')], answering(good))
    expect(asked.at(-1)).toMatchObject({
      defects: ['par-status'],
      only: ['par-*'],
      variants: ['mtls'],
      suites: ['own'],
      jobs: 3,
    })
  })

  it.each([
    [['--defect', 'par-statusses'], 'there is no defect par-statusses'],
    [['--write', '--only', 'par-*'], '"--write" records the proof of the whole suite'],
    [['--jobs', '0'], 'whole number from 1 to 64'],
  ])('refuses %j', async (words, message) => {
    const { code, err } = await typed(['prove', ...words], answering(good))
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})
