import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compactVerify, importJWK, type JWK } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DeliverOptions, deliverStatus } from '../../src/app/deliverStatus.ts'
import { setState } from '../../src/status/changeRecord.ts'
import { addReceiver } from '../../src/status/changeStore.ts'
import type { StatusChanged } from '../../src/status/cloudEvent.ts'
import { claimDeliveries, pauseMs } from '../../src/status/outbox.ts'
import { readStatus } from '../../src/status/readStatus.ts'
import type { Receiver } from '../../src/status/receivers.ts'
import { recordRun } from '../../src/status/recordRun.ts'
import { verifyLog } from '../../src/status/verifyLog.ts'
import { ANN, day, isoDay, KEY, recordOptions, register, runResult } from '../status/runResult.ts'
import { type FaultServer, listen } from '../support/fault-server.ts'
import { createCa, type ThrowawayCa } from '../support/pki.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-deliver-'))
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const env = { EVENT_KEY: JSON.stringify(pair.privateKey.export({ format: 'jwk' })), TOKEN: 'directory-token' }

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

let ca: ThrowawayCa
let server: FaultServer
/** What came in, and with which status to answer next; 200 once the list is empty. */
const seen: Seen[] = []
const answers: (readonly [status: number, headers?: Record<string, string>])[] = []
let file = ''
let count = 0
/** Time of the tests: moved by hand and by sleeping. */
let now = day(1)

beforeAll(async () => {
  ca = await createCa()
  writeFileSync(join(folder, 'ca.pem'), ca.ca)
  const tls = await ca.issue()
  server = await listen(
    createServer(tls, (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { method, url, headers } = request
        seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
        const [status, more] = answers.shift() ?? [204]
        response.writeHead(status, more).end()
      })
    }),
  )
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  file = join(folder, `${++count}.db`)
  seen.length = 0
  answers.length = 0
  now = day(1)
})

const webhook = (more: Partial<Receiver> = {}): Receiver => ({
  ...{ id: 'ops', kind: 'webhook', url: `${server.url}hook`, key: '$env:EVENT_KEY', token: null },
  ...{ ca: join(folder, 'ca.pem'), cert: null, certKey: null, evidenceUrl: null, profile: null },
  ...more,
})
const listenTo = (receiver: Receiver) => addReceiver({ file, by: ANN, now: day(0), receiver })
const deliver = (more: Partial<DeliverOptions> = {}) =>
  deliverStatus({
    ...{ file, env, ...more },
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += ms
      },
      random: () => 0.5,
      uuid: () => '73cac523-d3ae-4289-b106-330a6218710d',
    },
  })
const events = (): StatusChanged[] => seen.map(({ body }) => JSON.parse(body) as StatusChanged)
const run = (id: string, result: 'conformant' | 'non-conformant', n: number) =>
  recordRun(file, runResult(id, result, day(n)), recordOptions(day(n), { evidenceDigest: 'sha256:ee' }))

describe('a webhook', () => {
  it('is told of every transition by a signed CloudEvent, in order', async () => {
    await listenTo(webhook())
    await register(file)
    await run('r1', 'conformant', 0.5)
    expect(await deliver()).toMatchObject([{ receiver: 'ops', open: 0, delivered: 2, nextAttempt: null }])
    expect(events().map(({ data }) => `${data.from} -> ${data.to}`)).toEqual([
      'null -> registered',
      'registered -> conformant',
    ])
    const log = (await readStatus(file, {}, { now }))[0]?.log ?? []
    const last = log.at(-1)
    expect(events()[1]).toEqual({
      specversion: '1.0',
      type: 'org.fapi-assay.conformance.status.changed',
      source: expect.stringMatching(/^urn:uuid:[\da-f-]{36}$/),
      id: String(last?.seq),
      subject: 'Acme%20Bank/acme-sandbox/fapi2-security-profile/sandbox',
      time: last?.at,
      datacontenttype: 'application/json',
      sequence: String(last?.seq).padStart(12, '0'),
      data: {
        ...KEY,
        ...{ from: 'registered', to: 'conformant', actor: 'rule', runId: 'r1', evidenceDigest: 'sha256:ee' },
        reason: 'run r1 was conformant; valid until 2027-01-01',
        ...{ validUntil: isoDay(365.5), due: null, nextDue: isoDay(365.5), directory: null },
        nextDueReason: 'the validity of the last certifying run ends on 2027-01-01',
        audit: { seq: last?.seq, hash: last?.hash },
      },
    })
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/hook' })
    expect(seen[0]?.headers['content-type']).toBe('application/cloudevents+json; charset=UTF-8')
    // What was told is told: nothing goes out again.
    await deliver()
    expect(seen).toHaveLength(2)
  })

  it('can check the signature over exactly the bytes that came, and no others', async () => {
    await listenTo(webhook())
    await register(file)
    await deliver()
    const [header = '', detached, signature = ''] = String(seen[0]?.headers['x-jws-signature']).split('.')
    expect(detached).toBe('')
    const key = await importJWK(pair.publicKey.export({ format: 'jwk' }) as JWK, 'ES256')
    const check = (body: string) =>
      compactVerify(`${header}.${Buffer.from(body).toString('base64url')}.${signature}`, key)
    const { protectedHeader } = await check(seen[0]?.body ?? '')
    expect(protectedHeader).toMatchObject({ alg: 'ES256', cty: 'application/cloudevents+json' })
    await expect(check(`${seen[0]?.body} `)).rejects.toThrow()
  })

  it('that is down loses nothing: tried again later each time, the same bytes, in order for each record', async () => {
    await listenTo(webhook())
    await register(file)
    await run('r1', 'conformant', 0.5)
    answers.push([500], [503], [302, { location: 'https://elsewhere.example/' }])
    const [first] = await deliver()
    expect(first).toMatchObject({ open: 2, delivered: 0, lastError: 'status 500' })
    // The second event waits for the first; and that for its time.
    expect(seen).toHaveLength(1)
    expect(Date.parse(first?.nextAttempt ?? '') - now).toBe(pauseMs(0, 0.5))
    await deliver()
    expect(seen).toHaveLength(1)
    const all = await deliver({ waitMs: 600_000 })
    expect(all).toMatchObject([{ open: 0, delivered: 2, lastError: null }])
    expect(events().map(({ data }) => data.to)).toEqual([...Array(4).fill('registered'), 'conformant'])
    expect(new Set(seen.slice(0, 4).map(({ body }) => body)).size).toBe(1)
  })

  it('is left alone for as long as it asks', async () => {
    await listenTo(webhook())
    await register(file)
    answers.push([429, { 'retry-after': '7200' }])
    const [backlog] = await deliver({ waitMs: 60_000 })
    expect(backlog).toMatchObject({
      open: 1,
      lastError: 'status 429',
      nextAttempt: new Date(now + 7_200_000).toISOString(),
    })
  })

  it.each([
    ['whose certificate nobody trusts', { ca: null }, /certificate/],
    ['that is not there', { url: 'https://127.0.0.1:1/' }, /refused|ECONNREFUSED/],
    ['whose signing key is not there', { key: '$env:NOT_SET' }, /no environment variable NOT_SET/],
  ] as const)('%s keeps its events and says why', async (_name, more, why) => {
    await listenTo(webhook(more))
    await register(file)
    const [backlog] = await deliver()
    expect(backlog).toMatchObject({ open: 1, delivered: 0 })
    expect(backlog?.lastError).toMatch(why)
    expect(seen).toEqual([])
  })

  it('gets what a killed sender had taken, a minute later, and nothing twice while it is being sent', async () => {
    await listenTo(webhook())
    await register(file)
    expect(await claimDeliveries(file, { now })).toHaveLength(1)
    expect(await claimDeliveries(file, { now })).toEqual([])
    expect(await deliver()).toMatchObject([{ open: 1 }])
    now += 60_001
    expect(await deliver()).toMatchObject([{ open: 0, delivered: 1 }])
    expect(seen).toHaveLength(1)
  })

  it('hears that time ran out, though nobody touched the record', async () => {
    await listenTo(webhook())
    await register(file)
    await run('r1', 'conformant', 0.5)
    await deliver()
    now = day(400)
    await deliver()
    await deliver()
    expect(events().slice(2)).toMatchObject([
      { data: { from: 'conformant', to: 'expired', actor: 'rule', runId: null } },
    ])
    expect(await verifyLog(file, {})).toMatchObject({ ok: true, problems: [] })
  })

  it('hears of a decision by the name of who made it', async () => {
    await listenTo(webhook())
    await register(file)
    await setState({ file, key: KEY, by: ANN, now: day(0.5), to: 'suspended', due: null })
    await deliver()
    expect(events().at(-1)?.data).toMatchObject({ to: 'suspended', actor: ANN.actor, reason: ANN.reason })
  })
})

describe('a receiver that could not work', () => {
  const rows: readonly (readonly [string, Partial<Receiver>, string])[] = [
    ['without https', { url: 'http://hooks.example/' }, 'an https address is needed'],
    ['with a key instead of a reference', { key: env.EVENT_KEY }, '"key" has to be a reference'],
    ['with a token instead of a reference', { token: 'abc' }, '"token" has to be a reference'],
    ['without a key', { key: null }, 'events are signed'],
    ['with half a certificate', { cert: 'a.pem' }, 'go together'],
    ['a directory without a profile', { kind: 'directory', key: null }, '"profile" is missing'],
  ]
  it.each(rows)('%s is refused', async (_name, more, why) => {
    await expect(listenTo(webhook(more))).rejects.toThrow(why)
  })
})

describe('a directory', () => {
  const profile = { type: 'Redirect', variant: 'FAPI2 SP', version: 2 }
  const directory = (): Receiver =>
    webhook({
      ...{ id: 'dir', kind: 'directory', key: null, token: '$env:TOKEN', profile, url: `${server.url}api` },
      evidenceUrl: 'https://evidence.example/{run}.zip',
    })
  const registerThere = async () => {
    const { registerApplication } = await import('../../src/status/changeRecord.ts')
    const ids = { organisationId: 'org 1', serverId: 'as-1' }
    await registerApplication({ file, key: KEY, by: ANN, now: day(0), directory: ids })
  }

  it('is told in its own words, at the place of the application', async () => {
    await listenTo(directory())
    await registerThere()
    await run('r1', 'conformant', 0.25)
    await run('r2', 'non-conformant', 0.5)
    await setState({ file, key: KEY, by: ANN, now: day(0.6), to: 'revoked', due: null })
    await deliver()
    expect(seen.map(({ url }) => url)).toEqual(
      Array(4).fill('/api/organisations/org%201/authorisationservers/as-1/certifications'),
    )
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer directory-token',
      'x-fapi-interaction-id': '73cac523-d3ae-4289-b106-330a6218710d',
      'content-type': 'application/json',
    })
    const told = seen.map(({ body }) => JSON.parse(body))
    expect(told[1]).toEqual({
      CertificationStartDate: '01/01/2026',
      CertificationStatus: 'Certified',
      CertificationURI: 'https://evidence.example/r1.zip',
      ...{ ProfileType: 'Redirect', ProfileVariant: 'FAPI2 SP', ProfileVersion: 2, Status: 'Active' },
    })
    expect(told.map(({ CertificationStatus, Status }) => [CertificationStatus, Status])).toEqual([
      ...[
        ['Awaiting Certification', 'Active'],
        ['Certified', 'Active'],
        ['Warning', 'Active'],
        ['Rejected', 'Inactive'],
      ],
    ])
  })

  it('that answers 409 has it already only if it was told before', async () => {
    await listenTo(directory())
    await registerThere()
    answers.push([409], [409])
    expect(await deliver()).toMatchObject([{ open: 1, lastError: 'status 409' }])
    expect(await deliver({ waitMs: 60_000 })).toMatchObject([{ open: 0, delivered: 1 }])
  })

  it('is not told of an application that it does not know', async () => {
    await listenTo(directory())
    await register(file)
    expect(await deliver()).toMatchObject([{ open: 0, delivered: 0 }])
  })
})

describe('pauseMs', () => {
  it('doubles up to an hour and is spread', () => {
    expect([0, 1, 2, 30].map((n) => pauseMs(n, 1))).toEqual([5000, 10_000, 20_000, 3_600_000])
    expect(pauseMs(0, 0)).toBe(2500)
  })
})
