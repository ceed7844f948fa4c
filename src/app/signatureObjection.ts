/**
 * Why a run cannot certify for want of a signature; null: it can.
 *
 * @param operatorKeys those of the status record
 * @param signed one of them has signed its evidence
 */
export function signatureObjection(operatorKeys: readonly unknown[], signed: boolean): string | null {
  if (operatorKeys.length === 0)
    return 'the record has no operator keys, so nothing shows that an operator made its evidence'
  return signed ? null : 'none of the operator keys has signed its evidence'
}
