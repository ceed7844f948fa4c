import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Credentials, createCredentials, type SandboxClient } from '../../src/sandbox/credentials.ts'
import { listDefects } from '../../src/sandbox/defects.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import type { Sandbox, SandboxOptions } from '../../src/sandbox/types.ts'
import { proofKey } from './keys.ts'
import { Walker } from './walker.ts'

/** What a probe has at hand: a sandbox and walkers for its clients. */
export interface Bench {
  readonly sandbox: Sandbox
  readonly credentials: Credentials
  client(id: string): SandboxClient
  /** An honest walker with a fresh key; `as` replaces members of the client, e.g. its certificate. */
  walker(id?: string, as?: Partial<SandboxClient>, openid?: boolean): Promise<Walker>
}

/** Shows whether a rule is broken: false against a strict sandbox, true against one with the defect. */
export type Probe = (bench: Bench) => Promise<boolean>
/** A probe that needs a sandbox with options of its own. */
export type ProbeWithOptions = readonly [options: Partial<SandboxOptions>, probe: Probe]

/** Client of most probes: private_key_jwt and DPoP, signs with ES256. */
export const usual = 'pkjwt-dpop-client2'

const folders: string[] = []

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  folders.push(folder)
  return folder
}

/** Makes keys once per test file and starts sandboxes with them; ends everything after the tests. */
export function benches(): { open(options?: Partial<SandboxOptions>): Promise<Bench> } {
  let credentials: Promise<Credentials> | undefined
  const shared = new Map<string, Promise<Bench>>()
  const sandboxes: Sandbox[] = []
  const walkers: Walker[] = []
  const faults: unknown[] = []
  afterAll(async () => {
    await Promise.all(walkers.map((walker) => walker.close()))
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()))
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
    // No test may pass because the sandbox fell over.
    expect(faults).toEqual([])
  })
  const start = async (options: Partial<SandboxOptions>): Promise<Bench> => {
    credentials ??= createCredentials()
    const secrets = await credentials
    const sandbox = await startSandbox({
      dir: temporaryFolder(),
      credentials: secrets,
      ...(options.dialect === undefined ? { variants: [{}] } : {}),
      onFault: (error) => faults.push(error),
      ...options,
    })
    sandboxes.push(sandbox)
    const client = (id: string) => {
      const found = secrets.clients.find((candidate) => candidate.id === id)
      if (found === undefined) throw new Error(`no client ${id}`)
      return found
    }
    return {
      sandbox,
      credentials: secrets,
      client,
      walker: async (id = usual, as = {}, openid = true) => {
        const walker = new Walker(sandbox, { ...client(id), ...as }, await proofKey(), openid)
        walkers.push(walker)
        return walker
      },
    }
  }
  return {
    open: (options = {}) => {
      const key = JSON.stringify(options)
      const bench = shared.get(key) ?? start(options)
      shared.set(key, bench)
      return bench
    },
  }
}

/** One test per defect of a table: the probe says no for the strict sandbox and yes for the broken one. */
export function testDefects<Id extends string>(
  table: Readonly<Record<Id, unknown>>,
  probes: Readonly<Record<Id, Probe | ProbeWithOptions>>,
): void {
  const { open } = benches()
  describe.each(listDefects().filter(({ id }) => id in table))('$id ($requirement): $title', ({ id, dialect }) => {
    const entry = probes[id as unknown as Id]
    const [own, probe] = typeof entry === 'function' ? [{}, entry] : entry
    const options = dialect === undefined ? own : { ...own, dialect }
    it('is not so in the strict sandbox', async () => {
      expect(await probe(await open(options))).toBe(false)
    })
    it('is so with the defect', async () => {
      expect(await probe(await open({ ...options, defects: [id] }))).toBe(true)
    })
  })
}
