import type { Complaint, Issue, Path } from '../yaml/types.ts'
import { layerIssue, type ProfileLayer } from './profileLayers.ts'

/** What the readers of a profile's parts share. */
export interface ProfileReader {
  /** The profile itself first, then what it extends. */
  readonly layers: readonly ProfileLayer[]
  readonly issues: Issue[]
}

/** An entry of a mapping, with the file and the place it comes from. */
export interface LayerEntry<Yaml> {
  readonly id: string
  readonly yaml: Yaml
  readonly layer: ProfileLayer
  readonly path: Path
}

/** Notes something wrong with a value or key. */
export function note(
  { issues }: ProfileReader,
  { layer, path }: Pick<LayerEntry<unknown>, 'layer' | 'path'>,
  complaint: Complaint,
  anchor: 'key' | 'value' = 'value',
): void {
  issues.push(layerIssue(layer, path, complaint, anchor))
}

/** The files of a profile from the one at the end of the chain to the profile itself. */
export const fromBase = ({ layers }: ProfileReader): readonly ProfileLayer[] => [...layers].reverse()

/**
 * The entries of a mapping in all files of the chain: those of the base first, an entry of the same id replaced as a whole
 * by that of the nearer file.
 * @param pick the mapping of a file and its path; undefined: the file has none
 */
export function mergedEntries<Yaml>(
  reader: ProfileReader,
  pick: (layer: ProfileLayer) => Readonly<Record<string, Yaml>> | undefined,
  path: Path,
): readonly LayerEntry<Yaml>[] {
  const found = new Map<string, LayerEntry<Yaml>>()
  for (const layer of fromBase(reader)) {
    for (const [id, yaml] of Object.entries(pick(layer) ?? {})) found.set(id, { id, yaml, layer, path: [...path, id] })
  }
  return [...found.values()]
}

const idForm = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** Ids of entries become parts of case ids. */
export function checkId(reader: ProfileReader, entry: LayerEntry<unknown>): void {
  if (idForm.test(entry.id)) return
  const complaint = { message: `"${entry.id}" is no id`, expected: 'an id in kebab-case', seen: null, hint: null }
  note(reader, entry, complaint, 'key')
}
