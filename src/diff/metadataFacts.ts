import type { RecordedRun } from '../evidence/types.ts'
import { isObject, jsonOf } from '../json/object.ts'
import { honestAnswers } from './readAnswers.ts'
import type { Fact, Naming } from './types.ts'

const DOCUMENTS: readonly (readonly [inUrl: string, name: string])[] = [
  ['/.well-known/oauth-authorization-server', 'oauth-authorization-server'],
  ['/.well-known/openid-configuration', 'openid-configuration'],
]

function factsOfMember(where: string, value: unknown, { url }: Pick<Naming, 'url'>): Fact[] {
  // Lists of metadata are sets: their order says nothing.
  if (Array.isArray(value))
    return value.map((one) => ({
      area: 'metadata',
      where: `${where}: ${url(typeof one === 'string' ? one : JSON.stringify(one))}`,
      value: 'listed',
    }))
  if (isObject(value))
    return Object.entries(value).flatMap(([name, inner]) => factsOfMember(`${where}.${name}`, inner, { url }))
  return [{ area: 'metadata', where, value: url(typeof value === 'string' ? value : JSON.stringify(value)) }]
}

/** The members of the discovery documents, one fact each; elements of lists have facts of their own. */
export function metadataFacts(run: RecordedRun, naming: Naming): Fact[] {
  return DOCUMENTS.flatMap(([inUrl, name]) => {
    const answer = honestAnswers(run).findLast(({ request }) => request.url.includes(inUrl))
    const document = jsonOf(answer?.response?.body ?? '')
    if (!isObject(document)) return []
    return Object.entries(document).flatMap(([member, value]) => factsOfMember(`${name} ${member}`, value, naming))
  })
}
