import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHttpDriver } from '../../src/login/createHttpDriver.ts'
import { loadTarget } from '../../src/profile/loadTarget.ts'
import type { Profile, Variant } from '../../src/profile/types.ts'
import { discoverTarget, environmentOf, identitiesOf } from '../../src/run/startRun.ts'
import { prepareVariant, type VariantRun } from '../../src/run/variantRun.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import type { SandboxOptions } from '../../src/sandbox/types.ts'
import { createWire } from '../../src/wire/createWire.ts'
import type { Wire } from '../../src/wire/types.ts'

/** A sandbox with one variant whose controls have run, ready for single cases. */
export interface SandboxVariant {
  readonly vr: VariantRun
  readonly wire: Wire
  readonly close: () => Promise<void>
}

/**
 * Starts a sandbox and prepares its first variant; `options.variants` defaults to private_key_jwt, DPoP, OpenID.
 * @param profile whose API and consents the variant knows
 */
export async function sandboxVariant(
  options: Omit<SandboxOptions, 'dir'> = {},
  profile: Profile | null = null,
): Promise<SandboxVariant> {
  const dir = mkdtempSync(join(tmpdir(), 'assay-test-'))
  const variants: Partial<Variant>[] = [{ client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true }]
  const sandbox = await startSandbox({ variants, ...options, dir })
  const target = loadTarget({ file: sandbox.targetFile, env: {}, now: Date.now })
  const wire = createWire({ ca: target.ca, identities: identitiesOf(target), now: Date.now })
  const login = target.login ? createHttpDriver({ config: target.login, now: Date.now }) : null
  const { server } = await discoverTarget(wire, target)
  const [variant] = target.variants
  if (!variant) throw new Error('the sandbox listed no variant')
  const env = environmentOf(wire, target, variant, server, { login, now: Date.now, maxWaitMs: 120_000 }, profile)
  const vr = await prepareVariant(env, login?.newSession() ?? null, profile)
  const close = async (): Promise<void> => {
    await wire.close()
    await sandbox.close()
    rmSync(dir, { recursive: true, force: true })
  }
  return { vr, wire, close }
}
