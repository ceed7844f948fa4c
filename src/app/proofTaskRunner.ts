import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checks } from '../checks/registry.ts'
import { makePlan } from '../plan/plan.ts'
import { probes } from '../probes/registry.ts'
import { loadTarget } from '../profile/loadTarget.ts'
import type { Profile, Target, Variant } from '../profile/types.ts'
import type { Sighting } from '../prove/types.ts'
import { run } from '../run/run.ts'
import { identitiesOf } from '../run/startRun.ts'
import type { Credentials } from '../sandbox/credentials.ts'
import { type DialectId, dialectOf } from '../sandbox/dialects/registry.ts'
import { startSandbox } from '../sandbox/startSandbox.ts'
import type { Suite } from '../suite/types.ts'
import type { CaseResult } from '../verdict/types.ts'
import { createWire } from '../wire/createWire.ts'
import { loadProject } from './loadProject.ts'
import { makeLogin } from './makeLogin.ts'
import { packageRoot, toolFacts } from './packageRoot.ts'
import { profileFor } from './profileFor.ts'
import type { Extent } from './projectFolders.ts'
import type { ProofTask } from './proofTypes.ts'

/** Cases at once. The sandbox runs in the same thread, so more would only make each of them wait longer. */
const concurrency = 8

function sightingOf({ id, verdict, reason, findings }: CaseResult): Sighting {
  const broken = findings.filter(({ ok }) => !ok).map(({ requirement }) => requirement)
  return { id, verdict, reason, broken: [...new Set(broken)] }
}

async function runSuite(target: Target, profile: Profile, suite: Suite, task: ProofTask): Promise<Sighting[]> {
  const { name, version } = toolFacts()
  const wire = createWire({
    ca: target.ca,
    identities: identitiesOf(target),
    now: Date.now,
    userAgent: `${name}/${version}`,
  })
  const login = target.login ? await makeLogin(target.login) : null
  try {
    const { cases } = await run({
      target,
      profile,
      plan: makePlan(profile, target, suite, { only: task.only, slow: task.slow }),
      wire,
      login,
      maxWaitMs: profile.maxWaitS * 1000,
      registries: { checks, probes, requirements: suite.requirements },
      concurrency: target.drills ? 1 : concurrency,
      drills: Boolean(target.drills),
      clock: { now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
      signal: null,
      onEvent: () => {},
    })
    return cases.map(sightingOf)
  } finally {
    await login?.close()
    await wire.close()
  }
}

/** The profile that says the rules of a dialect, as `loadProject` takes it; null: none of the package fits. */
function profileOf(dialect: DialectId, variant: Variant): string | null {
  if (dialect === 'plain') return profileFor(variant)?.id ?? null
  const { profile } = dialectOf(dialect)
  return profile.includes('/') ? join(packageRoot, profile) : profile
}

/**
 * Runs tasks one by one or at the same time: a sandbox with one rule switched off, the whole suite against it, nothing
 * written. Keys are made once, suites are read once.
 * @throws Error if the sandbox does not start or no profile allows the variant
 */
export function createTaskRunner(credentials: Promise<Credentials>): (task: ProofTask) => Promise<readonly Sighting[]> {
  const projects = new Map<string, ReturnType<typeof loadProject>>()
  const project = (profile: string, suites: readonly string[], extent: Extent): ReturnType<typeof loadProject> => {
    const key = JSON.stringify([profile, suites, extent])
    const loaded = projects.get(key) ?? loadProject(profile, suites, extent)
    projects.set(key, loaded)
    return loaded
  }
  return async (task) => {
    const dir = await mkdtemp(join(tmpdir(), 'assay-prove-'))
    const sandbox = await startSandbox({
      dir,
      credentials: await credentials,
      dialect: task.dialect,
      variants: [task.variant],
      defects: task.defect === null ? [] : [task.defect],
      ...task.options,
    })
    try {
      const target = loadTarget({ file: sandbox.targetFile, env: {}, now: Date.now })
      const [served] = target.variants
      const name = served ? profileOf(task.dialect, served.variant) : null
      if (name === null) throw new Error(`no profile of the package allows variant ${served?.key}`)
      const { profile, suite } = project(name, task.suites, {
        directory: Boolean(target.directory),
        drills: target.drills !== null,
      })
      return await runSuite(target, profile, suite, task)
    } finally {
      await sandbox.close()
      await rm(dir, { recursive: true, force: true })
    }
  }
}
