import type { DirectoryConfig } from '../directory/types.ts'
import { note, type ProfileReader } from './profileReader.ts'
import { readDirectory } from './readDirectory.ts'
import { targetFiles } from './targetFiles.ts'

/** `directory:` of the nearest file of the chain; null: none names one, or something is wrong with it. */
export function readProfileDirectory(reader: ProfileReader): DirectoryConfig | null {
  const layer = reader.layers.find(({ yaml }) => yaml.directory !== undefined)
  if (layer?.yaml.directory === undefined) return null
  return readDirectory(
    { files: targetFiles(layer.path), complain: (path, complaint) => note(reader, { layer, path }, complaint) },
    layer.yaml.directory,
    ['directory'],
  )
}
