import { decodeJwt, type Jwt } from '../checks/jwt.ts'
import type { Answer } from '../checks/types.ts'
import { signatureProblem } from '../checks/verifyJws.ts'
import { type DrillPlan, DrillStop, need } from './drillAnswers.ts'
import type { Drill } from './drillTypes.ts'

async function idToken(drill: Drill): Promise<Jwt> {
  const { idToken: text } = need(await drill.hold())
  const decoded = decodeJwt(text)
  if (decoded.ok) return decoded.jwt
  throw new DrillStop({ kind: 'not-applicable', reason: 'the server gives no signed ID tokens to this client' })
}

/** An ID token with the new key: flows until the server signs with another kid. */
async function withNewKey(drill: Drill, before: Jwt, since: number): Promise<Jwt> {
  let pause = 100
  for (;;) {
    const jwt = await idToken(drill)
    if (jwt.header.kid !== before.header.kid) return jwt
    if (drill.now() - since >= drill.watchMs) {
      const reason = `the server still signs with the key ${String(before.header.kid)} after ${drill.watchMs} ms`
      throw new DrillStop({ kind: 'unknown', reason, attributed: 'as' })
    }
    await drill.sleep(pause)
    pause = Math.min(2000, pause * 2)
  }
}

function verified(what: string, jwt: Jwt, keys: readonly Readonly<Record<string, unknown>>[]): Answer {
  const problem = signatureProblem(jwt, keys)
  const expected = `${what} verifies with the key set that the server publishes`
  return problem === null
    ? { kind: 'yes', expected, observed: `${what} (kid ${String(jwt.header.kid)}) verifies` }
    : { kind: 'no', expected, observed: `${what}: ${problem}`, attributed: 'as' }
}

/** Rotation of the key with which the server signs: what it signed before and what it signs then can both be verified. */
export const serverKeyRotation: DrillPlan<'server-key-kept' | 'server-key-published'> = {
  name: 'server-keys',
  needs: 'rotate_server_keys',
  questions: ['server-key-kept', 'server-key-published'],
  run: async (drill) => {
    const before = await idToken(drill)
    const wrong = signatureProblem(before, need(await drill.serverKeys()))
    if (wrong !== null)
      throw new DrillStop({
        kind: 'unknown',
        reason: `before the drill an ID token does not verify: ${wrong}`,
        attributed: 'as',
      })
    const { at } = need(await drill.act('rotate_server_keys'))
    const after = await withNewKey(drill, before, at)
    // Fetched once the new key is in use: what a client does that meets a kid it does not know.
    const keys = need(await drill.serverKeys())
    const { exp } = before.claims
    const expired = typeof exp === 'number' && exp * 1000 <= drill.now()
    return {
      'server-key-kept': [
        expired
          ? {
              kind: 'unknown',
              reason: 'the ID token of before the rotation has expired meanwhile',
              attributed: 'config',
            }
          : verified('an ID token of before the rotation', before, keys),
      ],
      'server-key-published': [verified('an ID token of after the rotation', after, keys)],
    }
  },
}
