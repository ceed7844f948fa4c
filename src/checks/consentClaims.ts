import { askIdToken } from './idToken.ts'
import { judgeProblems, notApplicable } from './makeAnswer.ts'
import { show } from './showValue.ts'
import type { Check } from './types.ts'
import { allWhere } from './where.ts'

const claimsCameBack: Check = (trace) => {
  const { expectedClaims = [] } = trace
  if (expectedClaims.length === 0) return notApplicable('no consent of the profile wants a claim back')
  const check = askIdToken('token', ({ claims }, exchange) => {
    const problems = expectedClaims
      .filter(({ name, value }) => JSON.stringify(claims[name]) !== JSON.stringify(value))
      .map(({ consent, name }) =>
        claims[name] === undefined
          ? `"${name}" of consent ${consent} is missing`
          : `"${name}" is ${show(claims[name])}, not the value of consent ${consent}`,
      )
    const names = expectedClaims.map(({ name }) => `"${name}"`).join(', ')
    return judgeProblems(problems, `the ID token has ${names} with the value of the consent`, 'all of them', exchange)
  })
  return check(trace)
}

/** Claims that tie an ID token to the consent it was made for. */
export const consentClaims = allWhere(
  { openid: true, grant: 'authorization_code' },
  { 'consent-claims-in-id-token': claimsCameBack },
)
