import { readFileSync } from 'node:fs'
import type { XStatic } from 'typebox/schema'
import { checkSchema } from '../yaml/checkSchema.ts'
import { InputError } from '../yaml/InputError.ts'
import { readYaml, wholeFileIssue } from '../yaml/readYaml.ts'
import type { Issue, Path, YamlDocument } from '../yaml/types.ts'
import { complaint, unknownName } from './complaints.ts'
import { controlsSchema } from './controlsSchema.ts'
import type { ControlMap } from './controlTypes.ts'

type ControlsYaml = XStatic<typeof controlsSchema>['controls']

/** `*` stands for anything, `[abc]` for one of these characters. */
function pattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+?^${}()|\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`)
}

function readFile(file: string): YamlDocument | Issue {
  try {
    return readYaml(readFileSync(file), file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return wholeFileIssue(file, complaint(`the file cannot be read: ${code}`, null, null, null))
  }
}

/** Names that a control or a rule uses have to be there. */
function unknownNames({ frameworks, list, rules }: ControlsYaml, document: YamlDocument): readonly Issue[] {
  const issue = (kind: string, name: string, known: ReadonlySet<string>, path: Path): readonly Issue[] =>
    known.has(name) ? [] : [document.issue({ ...unknownName(kind, name, known), path, anchor: 'value' })]
  const frameworkIds = new Set(frameworks.map(({ id }) => id))
  const ids = new Set(list.map(({ id }) => id))
  const twice = list.flatMap(({ id }, at) => {
    if (list.findIndex((one) => one.id === id) === at) return []
    const found = complaint(`control "${id}" is described twice`, null, null, 'take one of the two away')
    return [document.issue({ ...found, path: ['controls', 'list', at, 'id'], anchor: 'value' as const })]
  })
  return [
    ...twice,
    ...list.flatMap(({ framework }, at) =>
      issue('framework', framework, frameworkIds, ['controls', 'list', at, 'framework']),
    ),
    ...rules.flatMap(({ controls }, at) =>
      controls === 'none'
        ? []
        : controls.flatMap((id, n) => issue('control', id, ids, ['controls', 'rules', at, 'controls', n])),
    ),
    ...rules.flatMap(({ controls, reason }, at) => {
      if (controls !== 'none' || reason !== undefined) return []
      const found = complaint('"reason" is missing', 'why there is no control', null, null)
      return [document.issue({ ...found, path: ['controls', 'rules', at], anchor: 'value' as const })]
    }),
  ]
}

/**
 * Reads the control map and tags the requirements: the first rule that matches one decides, and one that none matches has no
 * tags.
 *
 * @param requirements ids
 * @throws InputError with everything that is wrong, each with file, line and column
 */
export function loadControls(file: string, requirements: Iterable<string>): ControlMap {
  const document = readFile(file)
  if (!('position' in document)) throw new InputError('SUITE', [document])
  const findings = document.issues.length > 0 ? [] : checkSchema(document.value, controlsSchema)
  const issues = [...document.issues, ...findings.map((finding) => document.issue(finding))]
  if (issues.length > 0) throw new InputError('SUITE', issues)
  const { controls: yaml } = document.value as XStatic<typeof controlsSchema>
  const unknown = unknownNames(yaml, document)
  if (unknown.length > 0) throw new InputError('SUITE', [...unknown])
  const rules = yaml.rules.map(({ requirements: globs, controls }) => ({
    patterns: globs.map(pattern),
    controls: controls === 'none' ? [] : controls,
  }))
  const tags: Record<string, readonly string[]> = {}
  for (const id of requirements) {
    const rule = rules.find(({ patterns }) => patterns.some((one) => one.test(id)))
    if (rule !== undefined) tags[id] = rule.controls
  }
  return {
    frameworks: yaml.frameworks,
    controls: yaml.list.map(({ aliases = [], outside = null, ...control }) => ({ ...control, aliases, outside })),
    tags,
  }
}
