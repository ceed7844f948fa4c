import { discover } from '../flow/discovery.ts'
import type { ServerFacts } from '../flow/session.ts'
import type { LoginDriver, Session } from '../login/types.ts'
import { loadTarget } from '../profile/loadTarget.ts'
import type { Profile, Target, TargetVariant } from '../profile/types.ts'
import { runControl } from '../run/controls.ts'
import { environmentOf, identitiesOf } from '../run/startRun.ts'
import { createWire } from '../wire/createWire.ts'
import type { Wire } from '../wire/types.ts'
import { InputError } from '../yaml/InputError.ts'
import type { Issue } from '../yaml/types.ts'
import { checkClientCertificate, checkSigningAlg } from './doctorClient.ts'
import { checkFlow } from './doctorFlow.ts'
import { checkClock, checkEndpoints, checkMetadata, checkServerCertificate } from './doctorServer.ts'
import { loadProject } from './loadProject.ts'
import { makeLogin } from './makeLogin.ts'
import { toolFacts } from './packageRoot.ts'
import type { DoctorCheck, DoctorOptions } from './types.ts'

/** Collects the answers and tells each at once. */
class Answers {
  readonly all: DoctorCheck[] = []
  readonly #tell: (check: DoctorCheck) => void

  constructor(tell: (check: DoctorCheck) => void) {
    this.#tell = tell
  }

  add(...checks: readonly (DoctorCheck | null)[]): void {
    for (const check of checks) {
      if (check === null) continue
      this.all.push(check)
      this.#tell(check)
    }
  }
}

function issueCheck({ file, line, column, message, expected, seen, hint }: Issue): DoctorCheck {
  const place = line === null ? file : `${file}:${line}:${column}`
  const facts = [expected === null ? null : `expected: ${expected}`, seen === null ? null : `seen: ${seen}`]
  const observed = [`${place}: ${message}`, ...facts.filter((fact) => fact !== null)].join('; ')
  return {
    id: 'target-file',
    title: 'the target file can be used',
    about: null,
    status: 'problem',
    observed,
    remedy: hint,
  }
}

/** Loads the target, with its keys, certificates and secrets; null, with one answer per fault, if that fails. */
function loadChecked({ target: file, env }: DoctorOptions, answers: Answers): Target | null {
  try {
    const target = loadTarget({ file, env, now: Date.now })
    const observed = `${file}: keys, certificates and secrets are there and fit together`
    answers.add({
      id: 'target-file',
      title: 'the target file can be used',
      about: null,
      status: 'ok',
      observed,
      remedy: null,
    })
    return target
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    answers.add(...error.issues.map(issueCheck))
    return null
  }
}

interface Examination {
  readonly target: Target
  /** Whose consents go before the flow; null: none. */
  readonly profile: Profile | null
  readonly wire: Wire
  readonly server: ServerFacts
  readonly login: LoginDriver | null
  readonly answers: Answers
  readonly signal: AbortSignal | undefined
}

async function examineVariant(
  examination: Examination,
  variant: TargetVariant,
  browser: Session | null,
): Promise<void> {
  const { target, profile, wire, server, answers, signal } = examination
  for (const client of Object.values(variant.clients)) {
    if (signal?.aborted) return
    answers.add(checkClientCertificate(variant, client, Date.now()), checkSigningAlg(variant, client, server.metadata))
    const loginFailed = answers.all.some(({ id, status }) => id === 'login' && status === 'problem')
    const login = loginFailed ? null : examination.login
    const env = environmentOf(wire, target, variant, server, { login, now: Date.now, maxWaitMs: 0 }, profile)
    const control = await runControl(env, client.name, `doctor-${client.name}`, browser, false)
    answers.add(...checkFlow(variant, client, control, !loginFailed))
  }
}

async function examine(target: Target, wire: Wire, options: DoctorOptions, answers: Answers): Promise<void> {
  const openid = target.variants.some(({ variant }) => variant.openid)
  const found = await discover(wire, target, openid, (step) => ({ caseId: 'doctor', step }))
  const exchanges = wire.exchanges
  answers.add(checkMetadata(target.issuer, found))
  answers.add(checkClock(exchanges), checkServerCertificate(exchanges, Date.now()))
  if (!('metadata' in found)) return
  answers.add(checkEndpoints(found, new Set(target.variants.map(({ variant }) => variant.grant))))
  const login = target.login ? await makeLogin(target.login) : null
  try {
    const browser = login?.newSession() ?? null
    const profile = options.profile === undefined ? null : loadProject(options.profile, []).profile
    const examination = { target, profile, wire, server: found, login, answers, signal: options.signal }
    for (const variant of target.variants) await examineVariant(examination, variant, browser)
  } finally {
    await login?.close()
  }
}

/**
 * `assay doctor`: everything a run needs, each with the remedy: the target file with its keys and certificates, the
 * metadata, the clocks, and for every client of every variant whether it is registered, can log in and reach the resource.
 */
export async function doctor(options: DoctorOptions): Promise<readonly DoctorCheck[]> {
  const answers = new Answers(options.onCheck ?? (() => {}))
  const target = loadChecked(options, answers)
  if (target === null) return answers.all
  const { name, version } = toolFacts()
  const wire = createWire({
    ca: target.ca,
    identities: identitiesOf(target),
    now: Date.now,
    userAgent: `${name}/${version}`,
    ...(options.signal ? { signal: options.signal } : {}),
  })
  try {
    await examine(target, wire, options, answers)
  } finally {
    await wire.close()
  }
  return answers.all
}
