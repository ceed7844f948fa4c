import { askDirectory, askRecord, finding, notPublished } from './directoryAnswers.ts'
import type { Probe } from './types.ts'

const nameOf = ({ id, name }: { readonly id: string; readonly name: string }): string =>
  id === name ? id : `${id} (${name})`

/** The directory knows who the organisation is. One that it does not know can be tested, never certified. */
export const organisationRegistered: Probe = askDirectory((answer, { target }) => {
  const expected = `organisation "${target.organisation}" in the directory`
  if (answer.kind === 'found') return [finding(true, expected, `organisation ${nameOf(answer.record.organisation)}`)]
  if (answer.kind === 'untrusted')
    return [
      { kind: 'unknown', reason: `nothing in the directory can be trusted: ${answer.reason}`, attributed: 'directory' },
    ]
  return [finding(false, expected, answer.kind === 'unregistered' ? answer.reason : 'nothing')]
})

/** The organisation takes part at present, and so does that of the clients. */
export const organisationActive: Probe = askRecord(({ organisation, clientOrganisation }) => {
  const all = organisation === clientOrganisation ? [organisation] : [organisation, clientOrganisation]
  return all.map((one) =>
    finding(one.standing.active, 'an organisation that is active', `organisation ${one.id} is ${one.standing.word}`),
  )
})

/** Somebody has verified who the organisation is. */
export const organisationVerified: Probe = askRecord(({ organisation: { id, verified } }) => {
  if (verified === null) return [notPublished('whether organisations are verified')]
  return [finding(verified, 'a verified organisation', `organisation ${id} is ${verified ? '' : 'not '}verified`)]
})
