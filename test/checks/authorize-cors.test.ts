import { describe } from 'vitest'
import { type Change, header, onlyTheseSayNo } from './change.ts'

/** Lets every site read the answer to one thing that the browser asked for. */
const open =
  (index: number): Change =>
  (plan) => {
    const step = plan.browser[index]
    if (step) header(step.response, 'Access-Control-Allow-Origin', '*')
  }

describe('CORS in the honest flow', () => {
  onlyTheseSayNo([
    ['at the authorization endpoint', open(0), ['authorize-no-cors-in-flow']],
    ['on a page behind it', open(1), []],
  ])
})
