import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { profileIds } from '../profile/profileLayers.ts'
import type { Profile } from '../profile/types.ts'
import type { Figures, Unproven } from '../prove/types.ts'
import { suiteDigest } from '../suite/suiteFiles.ts'
import type { Suite } from '../suite/types.ts'
import type { SuiteProof } from '../verdict/types.ts'
import { loadProject } from './loadProject.ts'
import { packageRoot, toolFacts } from './packageRoot.ts'
import { type Extent, projectFolders } from './projectFolders.ts'

/** What is known of the cases of one profile, for exactly these files. */
interface ProvedSuite {
  readonly profile: string
  readonly suiteDigest: string
  readonly cases: number
  readonly proven: number
}

/** `suites/proof.json`: the last proof of everything, written by `assay prove --write`. */
export interface ProofFile {
  readonly schemaVersion: 1
  readonly tool: { readonly name: string; readonly version: string }
  readonly provedAt: string
  readonly figures: Figures
  readonly suites: readonly ProvedSuite[]
}

export const proofPath: string = join(packageRoot, 'suites', 'proof.json')

/** Records a proof of everything. @param now of the proof, epoch ms */
export function writeProofFile(figures: Figures, unproven: readonly Unproven[], now: number, file = proofPath): void {
  const open = new Set(unproven.map((one) => one.case))
  const ids = profileIds(join(packageRoot, 'profiles'))
  // With and without a trust directory, whose questions are part of the suite of those targets that name one; and drills.
  const suites = [{}, { directory: true }, { drills: true }].flatMap((extent: Extent) =>
    ids.map((profile): ProvedSuite => {
      const { suite } = loadProject(profile, [], extent)
      const proven = suite.cases.filter(({ id }) => !open.has(id)).length
      return { profile, suiteDigest: suite.digest, cases: suite.cases.length, proven }
    }),
  )
  const content: ProofFile = {
    schemaVersion: 1,
    tool: toolFacts(),
    provedAt: new Date(now).toISOString(),
    figures,
    suites,
  }
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`)
}

/** The recorded proof; null if there is none that can be read: then nothing is proven. */
export function readProofFile(file = proofPath): ProofFile | null {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as ProofFile
    return content.schemaVersion === 1 && Array.isArray(content.suites) ? content : null
  } catch {
    return null
  }
}

/** Digest of the suite files that the package brings for a profile, without the operator's own. */
function ownDigest(profile: Profile, suite: Suite, extra: readonly string[], extent: Extent): string {
  if (extra.length === 0) return suite.digest
  return suiteDigest(projectFolders(profile, extent))
}

/**
 * How many cases of a run's suite are proven. A proof of other files, or by another version of the tool, proves nothing.
 * @param extra the operator's own suite folders; their cases count as not proven
 * @param extent what decided on cases beside the profile
 */
export function suiteProof(
  profile: Profile,
  suite: Suite,
  extra: readonly string[],
  proof: ProofFile | null,
  extent: Extent = {},
): SuiteProof {
  const cases = suite.cases.length
  if (proof === null) return { current: false, cases, proven: 0, provedAt: null }
  const digest = ownDigest(profile, suite, extra, extent)
  const proved = proof.suites.find((one) => one.suiteDigest === digest)
  const current = proved !== undefined && proof.tool.version === toolFacts().version
  return { current, cases, proven: current ? proved.proven : 0, provedAt: proof.provedAt }
}
