import { keyDefects } from '../../src/sandbox/keyDefects.ts'
import { type Probe, testDefects } from './defectHarness.ts'
import { fetched } from './documents.ts'

interface Key {
  readonly kid?: string
  readonly kty?: string
  readonly crv?: string
  readonly alg?: string
  readonly use?: string
  readonly n?: string
  readonly x?: string
  readonly y?: string
  readonly d?: string
}

const keys = (judge: (keys: readonly Key[]) => boolean): Probe => {
  return async (bench) => judge((await fetched(bench, '/jwks')).json.keys as Key[])
}
const some = (judge: (key: Key) => boolean): Probe => keys((all) => all.some(judge))

const shortRsa = some(({ n }) => n !== undefined && Buffer.from(n, 'base64url').length < 256)

testDefects(keyDefects, {
  'jwks-duplicate-kid': keys((all) => new Set(all.map(({ kid }) => kid)).size !== all.length),
  'jwks-short-rsa': shortRsa,
  'limit-rsa-key': shortRsa,
  'jwks-short-curve': some(({ crv }) => crv === 'P-192'),
  'jwks-incomplete': some(({ kty, y }) => kty === 'EC' && y === undefined),
  'jwks-private': some(({ d }) => d !== undefined),
  'jwks-kid-missing': some(({ kid }) => kid === undefined),
  'jwks-use': keys((all) => all.some(({ use }) => use === undefined) && all.some(({ use }) => use === 'enc')),
  'jwks-two-purposes': keys((all) => all.some((a) => all.some((b) => a.x === b.x && a.use !== b.use))),
  'jwks-weak-alg': some(({ alg }) => alg === 'ES384'),
  'jwks-other-keys': keys((all) => all.every(({ alg }) => alg === 'ES384')),
})
