import { expect, it } from 'vitest'
import { tryServer } from './tryServer.ts'

// The walk goes on to the resource, whose matter the state is not.
it('a wrong authorization response is the matter of the authorization server, wherever the flow ended', async () => {
  const { cases } = await tryServer({ faults: ['state-cut'], only: ['par-long-state-unchanged'] })
  expect(cases.map(({ verdict, attributed }) => ({ verdict, attributed }))).toEqual([
    { verdict: 'fail', attributed: 'as' },
  ])
})
