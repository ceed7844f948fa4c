import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { loadTarget } from '../../src/profile/loadTarget.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'

it('the target file that the sandbox writes is accepted, with all twelve variants of the Security Profile', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'assay-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const sandbox = await startSandbox({ dir })
  onTestFinished(() => sandbox.close())
  const target = loadTarget({ file: sandbox.targetFile, env: {}, now: Date.now })
  expect(target.issuer).toBe(sandbox.issuer)
  expect(target.variants.map(({ key }) => key).sort()).toEqual(
    ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth']
      .flatMap((auth) => ['dpop', 'mtls'].flatMap((bound) => [`${auth}+${bound}+openid`, `${auth}+${bound}+oauth`]))
      .sort(),
  )
  expect(target.variants.every(({ clients }) => clients.client1 !== undefined && clients.client2 !== undefined)).toBe(
    true,
  )
})
