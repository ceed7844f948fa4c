import { describe, expect, it } from 'vitest'
import type { ForgeOutcome } from '../../src/login/types.ts'
import { forgedConsent } from '../../src/probes/forgedConsent.ts'
import type { ProbeContext } from '../../src/probes/types.ts'
import { consentForger } from '../../src/run/consentForger.ts'
import { sandboxVariant } from '../run/sandboxVariant.ts'

const ask = (outcome: ForgeOutcome | null, stopped: unknown = null) =>
  forgedConsent({
    honest: { stopped },
    forgeConsent: outcome === null ? null : async () => outcome,
  } as unknown as ProbeContext)

describe('the answer about a forged consent', () => {
  it.each([
    [
      { kind: 'accepted', detail: 'd', exchanges: ['x'] },
      { kind: 'no', observed: 'd', attributed: 'as' },
    ],
    [
      { kind: 'refused', detail: 'd', exchanges: ['x'] },
      { kind: 'yes', observed: 'd', exchanges: ['x'] },
    ],
    [
      { kind: 'unknown', detail: 'd', exchanges: [] },
      { kind: 'unknown', reason: 'd' },
    ],
    [{ kind: 'nothing-asked' }, { kind: 'not-applicable' }],
    [
      { kind: 'not-forgeable', detail: 'd' },
      { kind: 'not-applicable', reason: 'd' },
    ],
    [null, { kind: 'not-applicable', reason: expect.stringContaining('driver: http') }],
  ] as const)('%j', async (outcome, answer) => {
    expect(await ask(outcome)).toMatchObject([answer])
  })

  it('needs the honest flow as its control', async () => {
    const stopped = { step: 'token', detail: 'x', attributed: 'network' }
    expect(await ask({ kind: 'refused', detail: 'd', exchanges: [] }, stopped)).toMatchObject([
      { kind: 'unknown', attributed: 'network' },
    ])
  })
})

describe('against the sandbox', () => {
  it('no consent can be forged', async () => {
    const { vr, close } = await sandboxVariant()
    expect(await consentForger(vr, 'forge')?.()).toMatchObject({ kind: 'refused' })
    await close()
  })

  it('one can where nothing guards the form, by a request as browsers send it from elsewhere', async () => {
    const { vr, wire, close } = await sandboxVariant({ defects: ['page-csrf'] })
    expect(await consentForger(vr, 'forge')?.()).toMatchObject({ kind: 'accepted' })
    const forged = wire.exchanges.filter(({ label, request }) => label.caseId === 'forge' && request.method === 'POST')
    const sent = forged.find(({ label }) => label.step === 'authorize')
    expect(sent?.request.body).toBe('action=go')
    expect(sent?.request.headers).toEqual(
      expect.arrayContaining([
        ['origin', 'https://foreign.example'],
        ['referer', 'https://foreign.example/'],
        ['sec-fetch-site', 'cross-site'],
      ]),
    )
    await close()
  })
})
