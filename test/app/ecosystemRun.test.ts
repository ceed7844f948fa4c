import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunAssayResult, runAssay } from '../../src/app/runAssay.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import type { Sandbox } from '../../src/sandbox/types.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecosystem-run-'))
const variants = [{ client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true }] as const
const profile = join(import.meta.dirname, '../../examples/acme/profile.yaml')
/** What the API of the made-up ecosystem tells of its user. */
const canaries = [
  'Alex Sample',
  'alex.sample@acme.example',
  'DE02120300000000202051',
  'DE02500105170137075030',
  'Current account',
]

let sandbox: Sandbox
let ran: RunAssayResult

beforeAll(async () => {
  sandbox = await startSandbox({ dir: folder, dialect: 'acme', variants })
  ran = await runAssay({
    profile,
    target: sandbox.targetFile,
    out: join(folder, 'run'),
    only: ['api-*', 'honest-flow*', 'interop*', 'userinfo-*'],
    env: {},
  })
})

afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a run against an ecosystem', () => {
  it('asks the headers and payloads of every endpoint', () => {
    const ids = ran.result.cases.map(({ id }) => id)
    for (const endpoint of ['accounts', 'account', 'balances', 'transactions', 'create-payment', 'payment'])
      for (const name of ['api-header-echoed', 'api-payload-schema']) expect(ids).toContain(`${name}.${endpoint}`)
    const open = ran.result.cases.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skip')
    expect(open.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([])
  })

  it('leaves no word about the user in any file', () => {
    const files = readdirSync(ran.folder)
    expect(files).toContain('report.html')
    for (const file of files) {
      const text = readFileSync(join(ran.folder, file), 'utf8')
      for (const canary of canaries) expect(text.includes(canary), `${canary} in ${file}`).toBe(false)
    }
    expect(readFileSync(join(ran.folder, 'exchanges.har'), 'utf8')).toContain('[masked:string(22)]')
  })
})
