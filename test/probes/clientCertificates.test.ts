import { X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { probes } from '../../src/probes/registry.ts'
import type { ProbeContext } from '../../src/probes/types.ts'
import { noLimits } from '../../src/profile/readLimits.ts'
import type { Limits } from '../../src/profile/types.ts'
import { createCa } from '../support/pki.ts'

const DAY_S = 86_400
const ca = await createCa()
const tls = await ca.issue({ commonName: 'client' })
const { validFromDate, validToDate } = new X509Certificate(tls.cert)
const spanS = (validToDate.getTime() - validFromDate.getTime()) / 1000

function contextWith(limits: Partial<Limits>, now: number, sender_constraint = 'mtls'): ProbeContext {
  const variant = {
    variant: { client_auth: 'private_key_jwt', sender_constraint },
    clients: { client1: { name: 'client1', tls } },
  }
  return { variant, profile: { limits: { ...noLimits, ...limits } }, now: () => now } as unknown as ProbeContext
}

const kindsOf = async (name: string, context: ProbeContext) => {
  const answers = (await probes[name]?.(context)) ?? []
  return answers.map((answer) => ('attributed' in answer ? `${answer.kind} ${answer.attributed}` : answer.kind))
}

it('client certificates: for how long they are issued', async () => {
  const name = 'client-certificate-validity'
  expect(await kindsOf(name, contextWith({ clientCertificateValidityS: spanS }, 0))).toEqual(['yes'])
  expect(await kindsOf(name, contextWith({ clientCertificateValidityS: spanS - DAY_S }, 0))).toEqual(['no config'])
  expect(await kindsOf(name, contextWith({}, 0))).toEqual(['not-applicable'])
  expect(await kindsOf(name, contextWith({ clientCertificateValidityS: 1 }, 0, 'dpop'))).toEqual(['not-applicable'])
})

it('client certificates: how long they still hold', async () => {
  const name = 'client-certificate-remaining'
  const limits = { clientCertificateRemainingS: 30 * DAY_S }
  const before = (days: number) => validToDate.getTime() - days * DAY_S * 1000
  expect(await kindsOf(name, contextWith(limits, before(31)))).toEqual(['yes'])
  expect(await kindsOf(name, contextWith(limits, before(29)))).toEqual(['no config'])
})
