import { locateChange } from './locateChange.ts'
import { manifestEntry } from './manifest.ts'
import type { ManifestEntry } from './statementTypes.ts'
import type { Problem } from './verificationTypes.ts'

/** Compares the files of a folder with those that were signed. The attestation itself is not among them. */
export function checkManifest(
  signed: readonly ManifestEntry[],
  files: ReadonlyMap<string, Buffer>,
): readonly Problem[] {
  const names = new Set(signed.map(({ path }) => path))
  const problems: Problem[] = signed.flatMap((entry): readonly Problem[] => {
    const { path, size, sha256 } = entry
    const bytes = files.get(path)
    if (bytes === undefined) {
      const message = `"${path}" is missing; it was signed with ${size} bytes. Take it from where the folder was copied from.`
      return [{ kind: 'missing', file: path, where: null, message }]
    }
    const now = manifestEntry(path, bytes)
    if (now.sha256 === sha256 && now.size === size) return []
    const where = locateChange(entry, bytes)
    const sizes = now.size === size ? 'of the same size' : `${now.size} bytes instead of ${size}`
    const message = `"${path}" was changed after it was signed (${sizes}): sha256 ${sha256} expected, ${now.sha256} seen.`
    return [{ kind: 'changed', file: path, where, message }]
  })
  const extra = [...files.keys()].filter((path) => !names.has(path))
  return [
    ...problems,
    ...extra.map((path): Problem => {
      const message = `"${path}" was not signed: somebody put it there afterwards. Take it away.`
      return { kind: 'extra', file: path, where: null, message }
    }),
  ]
}
