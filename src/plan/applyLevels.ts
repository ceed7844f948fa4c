import { ProfileError } from '../profile/errors.ts'
import type { RaisedLevel } from '../profile/raisedLevel.ts'
import type { Profile } from '../profile/types.ts'
import type { Level, Requirement, Suite } from '../suite/types.ts'
import { suggest } from '../yaml/suggest.ts'
import type { Complaint, Issue } from '../yaml/types.ts'

const strength: Readonly<Record<Level, number>> = { may: 0, should: 1, must: 2 }

function complaintAbout(raised: RaisedLevel, requirements: Suite['requirements']): Complaint | null {
  const found = requirements.get(raised.requirement)
  if (found === undefined) {
    const message = `there is no requirement "${raised.requirement}"`
    const expected = 'the id of a requirement, see "assay list --coverage"'
    return { message, expected, seen: null, hint: suggest(raised.requirement, requirements.keys()) }
  }
  if (strength[raised.level] >= strength[found.level]) return null
  return {
    message: `the level of "${raised.requirement}" is lowered below that of its specification`,
    expected: found.level,
    seen: raised.level,
    hint: 'a derived profile keeps every mandatory rule (FAPI2-SP-5.1.2): remove it',
  }
}

/**
 * The suite with the levels that the profile raises: verdicts and reports see nothing else.
 * @throws ProfileError for a requirement that is not there or a level below that of the specification
 */
export function applyLevels(suite: Suite, { levels }: Pick<Profile, 'levels'>): Suite {
  if (levels.length === 0) return suite
  const issues = levels.flatMap((raised): Issue[] => {
    const wrong = complaintAbout(raised, suite.requirements)
    return wrong === null ? [] : [{ ...raised.place, ...wrong }]
  })
  if (issues.length > 0) throw new ProfileError(issues)
  const requirements = new Map<string, Requirement>(suite.requirements)
  for (const { requirement, level } of levels) {
    const found = suite.requirements.get(requirement)
    if (found !== undefined && found.level !== level)
      requirements.set(requirement, { ...found, level, raisedFrom: found.level })
  }
  return { ...suite, requirements }
}
