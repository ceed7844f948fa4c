import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Bench } from './defectHarness.ts'
import type { Walker } from './walker.ts'

/** A walker of the dialect connectid-au: the keys of its clients are made for it, so they come from the target's folder. */
export async function connectidWalker(bench: Bench, slot: 'client1' | 'client2' = 'client1'): Promise<Walker> {
  const client = bench.client(`pkjwt-mtls-jar-${slot}`)
  const file = join(dirname(bench.sandbox.targetFile), 'keys', `${client.id}.jwks.json`)
  const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: { kid: string; alg: 'PS256' }[] }
  const [key] = keys
  if (key === undefined || keys.some(({ alg }) => alg !== 'PS256')) throw new Error('the client has no PS256 keys')
  return bench.walker(client.id, {
    signingKey: { alg: key.alg, kid: key.kid, privateJwk: { ...key }, publicJwk: {} },
  })
}
