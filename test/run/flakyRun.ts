import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadProject } from '../../src/app/loadProject.ts'
import { checks } from '../../src/checks/registry.ts'
import { createHttpDriver } from '../../src/login/createHttpDriver.ts'
import { makePlan } from '../../src/plan/plan.ts'
import { probes } from '../../src/probes/registry.ts'
import { loadTarget } from '../../src/profile/loadTarget.ts'
import type { RunEvent } from '../../src/run/events.ts'
import type { RunInput } from '../../src/run/run.ts'
import { identitiesOf } from '../../src/run/startRun.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import { createWire } from '../../src/wire/createWire.ts'
import type { Exchange, Wire } from '../../src/wire/types.ts'

/** Answers instead of the sandbox; null: the sandbox answers. `beside` requests are under way at the same moment. */
export type Fault = (exchange: Exchange, beside: number) => Partial<NonNullable<Exchange['response']>> | null

/** Everything a run needs, against a sandbox that answers some requests otherwise. */
export interface FlakyRun {
  readonly input: RunInput
  readonly events: readonly RunEvent[]
  close(): Promise<void>
}

/**
 * @param only globs over case ids
 * @param concurrency cases at once
 */
export async function flakyRun(only: readonly string[], concurrency: number, fault: Fault): Promise<FlakyRun> {
  const dir = mkdtempSync(join(tmpdir(), 'assay-test-'))
  const sandbox = await startSandbox({ dir, variants: [{}] })
  const target = loadTarget({ file: sandbox.targetFile, env: {}, now: Date.now })
  const { profile, suite } = loadProject('fapi2-security-profile', [])
  const honest = createWire({ ca: target.ca, identities: identitiesOf(target), now: Date.now })
  const events: RunEvent[] = []
  let beside = 0
  const send: Wire['send'] = async (request, label) => {
    beside++
    try {
      const exchange = await honest.send(request, label)
      const other = exchange.response && fault(exchange, beside)
      return other ? { ...exchange, response: { ...exchange.response, ...other } } : exchange
    } finally {
      beside--
    }
  }
  const input: RunInput = {
    target,
    plan: makePlan(profile, target, suite, { only, slow: false }),
    // The getter of the wire itself: what it holds changes while the run goes on.
    wire: new Proxy(honest, { get: (wire, name) => (name === 'send' ? send : Reflect.get(wire, name)) }),
    login: target.login ? createHttpDriver({ config: target.login, now: Date.now }) : null,
    registries: { checks, probes, requirements: suite.requirements },
    concurrency,
    maxWaitMs: 60_000,
    clock: { now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    signal: null,
    onEvent: (event) => void events.push(event),
  }
  const close = async (): Promise<void> => {
    await honest.close()
    await sandbox.close()
    rmSync(dir, { recursive: true, force: true })
  }
  return { input, events, close }
}
