import type { Answer } from '../checks/types.ts'
import { type DrillPlan, DrillStop, need, needAccepted } from './drillAnswers.ts'
import type { Done, Drill, DrillUnknown, NewCredential } from './drillTypes.ts'
import { acceptedInTime, refusedInTime, watch } from './watch.ts'

interface Rotation {
  readonly make: () => NewCredential | DrillUnknown
  /** One that is never registered. */
  readonly stranger: () => NewCredential | DrillUnknown | null
  readonly register: (credential: NewCredential | null) => Promise<Done | DrillUnknown>
}

/**
 * Rotates a credential of the client: the new one has to be accepted, the old one refused once its window is over. At the
 * end the client has its own again.
 */
async function rotate(drill: Drill, { make, stranger, register }: Rotation): Promise<{ fresh: Answer; old: Answer }> {
  const { watchMs, limits } = drill
  needAccepted('the client', await drill.authenticate(), 'as')
  const credential = need(make())
  const { at } = need(await register(credential))
  try {
    const accepted = await watch(drill, at, 'accepted', () => drill.authenticate(credential))
    const fresh = acceptedInTime(`the new ${credential.name}`, accepted, watchMs, 'as')
    if (fresh.kind !== 'yes') {
      const reason = 'the new credential was not taken, so that the old one says nothing'
      return { fresh, old: { kind: 'unknown', reason, attributed: 'as' } }
    }
    const refused = await watch(drill, at, 'refused', () => drill.authenticate())
    const old = refusedInTime('the old credential', refused, limits.rotationWindowS, watchMs, 'as')
    // Asked for at the end: a server may fetch keys only so often for names that it does not know.
    const unregistered = stranger()
    const { outcome } = await drill.authenticate(unregistered === null ? undefined : need(unregistered))
    if (unregistered === null || outcome !== 'accepted') return { fresh, old }
    throw new DrillStop({
      kind: 'unknown',
      reason: 'a credential that nobody registered is accepted as well',
      attributed: 'as',
    })
  } finally {
    const back = await register(null)
    if (back.kind === 'done') await watch(drill, back.at, 'accepted', () => drill.authenticate())
  }
}

/** Rotation of the key with which the client signs. */
export const keyRotation: DrillPlan<'client-key-accepted' | 'client-key-retired'> = {
  name: 'client-key',
  needs: 'rotate_client_key',
  questions: ['client-key-accepted', 'client-key-retired'],
  run: async (drill) => {
    const { fresh, old } = await rotate(drill, {
      make: drill.newKey,
      stranger: drill.newKey,
      register: drill.registerKey,
    })
    return { 'client-key-accepted': [fresh], 'client-key-retired': [old] }
  },
}

/** Rotation of the certificate with which the client authenticates. */
export const certificateRotation: DrillPlan<'client-certificate-accepted' | 'client-certificate-retired'> = {
  name: 'client-certificate',
  needs: 'set_client_certificate',
  questions: ['client-certificate-accepted', 'client-certificate-retired'],
  run: async (drill) => {
    const next = drill.newCertificate()
    if (next === null) {
      const reason = 'the target file has no certificate to rotate to (clients: client1: next_tls)'
      throw new DrillStop({ kind: 'not-applicable', reason })
    }
    const { fresh, old } = await rotate(drill, {
      make: () => next,
      stranger: drill.strangeCertificate,
      register: drill.registerCertificate,
    })
    return { 'client-certificate-accepted': [fresh], 'client-certificate-retired': [old] }
  },
}
