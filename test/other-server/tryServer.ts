import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadProject } from '../../src/app/loadProject.ts'
import { makeLogin } from '../../src/app/makeLogin.ts'
import { checks } from '../../src/checks/registry.ts'
import { makePlan } from '../../src/plan/plan.ts'
import { probes } from '../../src/probes/registry.ts'
import { loadTarget } from '../../src/profile/loadTarget.ts'
import { type RunOutput, run } from '../../src/run/run.ts'
import { identitiesOf } from '../../src/run/startRun.ts'
import { createWire } from '../../src/wire/createWire.ts'
import type { Choices } from '../support/other-server/choices.ts'
import { createOtherCredentials } from '../support/other-server/credentials.ts'
import type { FaultId } from '../support/other-server/faults.ts'
import { startOtherServer } from '../support/other-server/startOtherServer.ts'
import { type Asked, writeTarget } from '../support/other-server/writeTarget.ts'

export interface Trial {
  readonly choices?: Partial<Choices>
  readonly faults?: readonly FaultId[]
  /** Default: private_key_jwt, DPoP, OpenID Connect. */
  readonly variant?: Partial<Asked>
  /** Globs over case ids. */
  readonly only: readonly string[]
  /** Waiting cases too; time jumps instead of passing, so that one case runs at a time. */
  readonly slow?: boolean
  /** More lines of the target file. */
  readonly more?: string
}

const plain: Asked = { client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true }
const profiles = {
  authorization_code: 'fapi2-security-profile',
  client_credentials: 'fapi2-client-credentials',
  signed: 'fapi2-message-signing',
}
const credentials = createOtherCredentials()
const projects = new Map<string, ReturnType<typeof loadProject>>()

function project(name: keyof typeof profiles): ReturnType<typeof loadProject> {
  const known = projects.get(name) ?? loadProject(profiles[name], [])
  projects.set(name, known)
  return known
}

const signs = ({ request, response }: Asked): boolean => request === 'signed' || response === 'jarm'

/** Starts the other server, writes the target file of a partner, and runs the cases asked for against it. */
export async function tryServer(trial: Trial): Promise<RunOutput & { readonly notes: readonly string[] }> {
  const variant = { ...plain, ...trial.variant }
  const { profile, suite } = project(signs(variant) ? 'signed' : (variant.grant ?? 'authorization_code'))
  const dir = mkdtempSync(join(tmpdir(), 'assay-elsewhere-'))
  const clock = { aheadMs: 0 }
  const server = await startOtherServer(await credentials, trial.choices, trial.faults, clock)
  const now = (): number => Date.now() + clock.aheadMs
  const target = loadTarget({ file: writeTarget(server, dir, [variant], trial.more), env: {}, now })
  const wire = createWire({ ca: target.ca, identities: identitiesOf(target), now })
  const login = target.login && (await makeLogin(target.login))
  const jump = async (ms: number): Promise<void> => {
    clock.aheadMs += ms
  }
  const notes: string[] = []
  try {
    const output = await run({
      plan: makePlan(profile, target, suite, { only: trial.only, slow: trial.slow ?? false }),
      ...{ target, wire, login, maxWaitMs: profile.maxWaitS * 1000, signal: null },
      registries: { checks, probes, requirements: suite.requirements },
      concurrency: trial.slow ? 1 : 8,
      clock: { now, sleep: trial.slow ? jump : (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
      onEvent: (event) => {
        if (event.kind === 'note') notes.push(event.text)
      },
    })
    return { ...output, notes }
  } finally {
    await login?.close()
    await wire.close()
    await server.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Verdicts other than pass, by case id: `fail RFC8414-3-a` names the requirements that were found broken. */
export function notPassed({ cases }: RunOutput): Record<string, string> {
  const others = cases.filter(({ verdict }) => verdict !== 'pass')
  return Object.fromEntries(
    others.map(({ id, verdict, findings }) => {
      const broken = findings.filter(({ ok, level }) => !ok && level !== 'may').map(({ requirement }) => requirement)
      return [id, [verdict, ...new Set(broken)].join(' ')]
    }),
  )
}
