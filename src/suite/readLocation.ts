import type { Complaint } from '../yaml/types.ts'
import { complaint, unknownName } from './complaints.ts'
import { jwtParts, partsOfStep, placeNames, stepNames } from './steps.ts'
import type { Location } from './types.ts'

/** Reads `<step>[.<part>[.<place>]]`; a complaint if there is no such place in the flow. */
export function readLocation(text: string): Location | Complaint {
  const [stepText = '', partText, placeText, ...rest] = text.split('.')
  const step = stepNames.find((name) => name === stepText)
  if (step === undefined) return unknownName('step', stepText, stepNames)
  if (partText === undefined) return { step, part: null, place: null }
  const parts = partsOfStep[step]
  const part = parts.find((name) => name === partText)
  if (part === undefined) return unknownName('part', partText, parts, `of step "${step}"`)
  if (placeText === undefined) return { step, part, place: null }
  if (!jwtParts.includes(part)) {
    return complaint(
      `"${part}" has no places`,
      `${step}.${part}`,
      JSON.stringify(text),
      'only JWT parts have claims and header',
    )
  }
  const place = placeNames.find((name) => name === placeText)
  if (place === undefined) return unknownName('place', placeText, placeNames, `of part "${part}"`)
  if (rest.length > 0)
    return complaint('a location has at most three parts', '<step>.<part>.<place>', JSON.stringify(text), null)
  return { step, part, place }
}

/** Tells a location from a complaint. */
export function isLocation(read: Location | Complaint): read is Location {
  return 'step' in read
}
