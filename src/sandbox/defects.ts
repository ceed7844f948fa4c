import { answerDefects } from './answerDefects.ts'
import { apiDefects } from './apiDefects.ts'
import { authorizeDefects } from './authorizeDefects.ts'
import { clientDefects } from './clientDefects.ts'
import { conditionalDefects } from './conditionalDefects.ts'
import type { DefectEntry } from './defectEntry.ts'
import { directoryDefects } from './directoryDefects.ts'
import { drillDefects } from './drillDefects.ts'
import { grantDefects } from './grantDefects.ts'
import { introspectionDefects } from './introspectionDefects.ts'
import { jarmDefects } from './jarmDefects.ts'
import { keyDefects } from './keyDefects.ts'
import { metadataDefects } from './metadataDefects.ts'
import { parDefects } from './parDefects.ts'
import { proofDefects } from './proofDefects.ts'
import { requestObjectDefects } from './requestObjectDefects.ts'
import { resourceDefects } from './resourceDefects.ts'
import { revocationDefects } from './revocationDefects.ts'
import { serverDefects } from './serverDefects.ts'
import { tlsDefects } from './tlsDefects.ts'
import { tokenDefects } from './tokenDefects.ts'

/** A rule that a sandbox can be told to break. */
export interface Defect extends DefectEntry {
  readonly id: DefectId
}

/**
 * All defects. The id names the rule; the code that keeps the rule asks `strict(id)` at the one place where it matters.
 * To add one: a line in the table of its area and one `strict` call.
 */
const defects = {
  ...parDefects,
  ...requestObjectDefects,
  ...clientDefects,
  ...authorizeDefects,
  ...jarmDefects,
  ...tokenDefects,
  ...proofDefects,
  ...resourceDefects,
  ...serverDefects,
  ...tlsDefects,
  ...metadataDefects,
  ...keyDefects,
  ...introspectionDefects,
  ...answerDefects,
  ...grantDefects,
  ...apiDefects,
  ...directoryDefects,
  ...drillDefects,
  ...revocationDefects,
  ...conditionalDefects,
}

export type DefectId = keyof typeof defects

export function isDefectId(id: string): id is DefectId {
  return Object.hasOwn(defects, id)
}

/** The whole table, in the order in which a flow meets the rules. */
export function listDefects(): readonly Defect[] {
  return Object.entries<DefectEntry>(defects).map(([id, defect]) => ({ id: id as DefectId, ...defect }))
}
