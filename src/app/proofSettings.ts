import { variantKey } from '../profile/variantKey.ts'
import type { Defect } from '../sandbox/defects.ts'
import { defaultVariant } from '../sandbox/targetFile.ts'
import type { ProofTask } from './proofTypes.ts'

/** A way to run the sandbox, with the defects that show there. */
export interface ProofSetting {
  /** Key of the variant, with the sandbox's options where there are any: `private_key_jwt+dpop+openid (nonces: true)`. */
  readonly name: string
  readonly variant: string
  /** The strict run that the runs of the defects are compared with. */
  readonly control: ProofTask
  readonly defects: readonly { readonly defect: Defect; readonly task: ProofTask }[]
}

/** Key of the variant that a defect is tried in. */
export const variantOf = ({ variant }: Defect): string => variantKey({ ...defaultVariant, ...variant })

/** A defect once for each variant and ecosystem that it is tried in. */
export const inEachVariant = ({ also = [], ...defect }: Defect): readonly Defect[] => [
  defect,
  ...also.map(({ dialect = defect.dialect, ...variant }) => ({
    ...defect,
    ...(dialect === undefined ? {} : { dialect }),
    variant,
  })),
]

function nameOf({ options = {}, ...defect }: Defect): string {
  const { dialect } = defect
  const all = { ...(dialect === undefined ? {} : { dialect }), ...options }
  const listed = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `${variantOf(defect)}${listed.length === 0 ? '' : ` (${listed.join(', ')})`}`
}

/**
 * Groups the defects by variant and options of the sandbox, so that each group needs one strict run.
 * Cases that wait are only run where a defect of the group needs them.
 */
export function proofSettings(
  defects: readonly Defect[],
  run: Pick<ProofTask, 'only' | 'suites'>,
): readonly ProofSetting[] {
  const groups = Map.groupBy(defects, nameOf)
  return [...groups].map(([name, members]) => {
    const task = (defect: Defect | null, slow: boolean): ProofTask => ({
      defect: defect?.id ?? null,
      dialect: members[0]?.dialect ?? 'plain',
      variant: members[0]?.variant ?? {},
      options: members[0]?.options ?? {},
      slow,
      ...run,
    })
    return {
      name,
      variant: members[0] ? variantOf(members[0]) : name,
      control: task(
        null,
        members.some(({ slow }) => slow === true),
      ),
      defects: members.map((defect) => ({ defect, task: task(defect, defect.slow === true) })),
    }
  })
}
