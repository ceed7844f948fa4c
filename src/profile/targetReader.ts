import type { XStatic } from 'typebox/schema'
import type { Complaint, Finding, Path } from '../yaml/types.ts'
import type { Environment } from './readSecret.ts'
import type { TargetFiles } from './targetFiles.ts'
import type { targetSchema } from './targetSchema.ts'

export type TargetYaml = XStatic<typeof targetSchema>
export type ClientsYaml = NonNullable<TargetYaml['clients']>
export type ClientYaml = ClientsYaml['client1']
export type VariantYaml = TargetYaml['variants'][number]
export type ResourceYaml = TargetYaml['resource']
export type DirectoryYaml = NonNullable<TargetYaml['directory']>
export type DrillsYaml = NonNullable<TargetYaml['drills']>
export type LoginYaml = NonNullable<TargetYaml['login']>

/** What the readers of a target's parts share: where values come from, and where complaints and secrets go. */
export interface TargetReader {
  readonly env: Environment
  readonly files: TargetFiles
  /** Clock, Unix epoch in ms. */
  readonly now: () => number
  readonly findings: Finding[]
  readonly secrets: Set<string>
}

/** Notes something wrong with the value at a path. */
export function complain(reader: TargetReader, path: Path, complaint: Complaint): void {
  reader.findings.push({ ...complaint, path, anchor: 'value' })
}
