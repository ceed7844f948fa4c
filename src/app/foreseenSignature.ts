import { existsSync } from 'node:fs'
import { canonicalJwk, type EvidenceKey, keyidOf } from '../evidence/evidenceKeys.ts'
import { readOperatorKeys } from '../status/changeStore.ts'
import { signatureObjection } from './signatureObjection.ts'

/**
 * Why runs whose folders these keys will sign cannot certify in this status record; null: they can. Throws `StatusError`.
 *
 * @param record its file; one that is not there yet has no operator keys
 */
export async function foreseenSignature(record: string, keys: readonly EvidenceKey[]): Promise<string | null> {
  const operatorKeys = existsSync(record) ? await readOperatorKeys(record) : []
  const trusted = operatorKeys.flatMap((jwk) => {
    const canonical = canonicalJwk(jwk)
    return canonical === null ? [] : [keyidOf(canonical)]
  })
  return signatureObjection(
    operatorKeys,
    keys.some(({ keyid }) => trusted.includes(keyid)),
  )
}
