import type { XStatic } from 'typebox/schema'
import type { Finding, Path } from '../yaml/types.ts'
import type { caseFileSchema, oneCaseSchema } from './caseSchema.ts'
import { complaint } from './complaints.ts'
import { checkExpectation, readExpectation } from './readExpectation.ts'
import { isLocation, readLocation } from './readLocation.ts'
import { checkMutation, readMutation } from './readMutation.ts'
import { readNeeds } from './readNeeds.ts'
import type { Case, CaseKind, Location, Source, Vocabulary } from './types.ts'

export type CaseYaml = XStatic<typeof oneCaseSchema>
export type CaseFileYaml = XStatic<typeof caseFileSchema>

const kinds = ['mutate', 'check', 'probe'] as const

function locations(at: string | readonly string[] | undefined): Location[] {
  const texts = typeof at === 'string' ? [at] : (at ?? [])
  return texts.map(readLocation).filter(isLocation)
}

/** Checks a case that has the right form: one kind, the keys of that kind, verbs at their places. */
export function checkCase(yaml: CaseYaml, vocabulary: Vocabulary, path: Path): Finding[] {
  const found = kinds.filter((kind) => yaml[kind] !== undefined)
  if (found.length !== 1) {
    const seen = found.length === 0 ? 'none of them' : found.join(' and ')
    const hint = found.length === 0 ? null : 'make two cases'
    const expected = 'exactly one of mutate (with at), check, probe'
    return [{ ...complaint(`case "${yaml.id}" is of no one kind`, expected, seen, hint), path, anchor: 'value' }]
  }
  const report = (message: string, hint: string, below: Path): Finding => ({
    ...complaint(`${message} in case "${yaml.id}"`, null, null, hint),
    path: [...path, ...below],
    anchor: below.length === 0 ? 'value' : 'key',
  })
  const { mutate, expect } = yaml
  const both = yaml.each !== undefined && yaml.endpoint !== undefined
  if (both) return [report('"each" and "endpoint" exclude each other', 'remove one of the two', ['each'])]
  if (mutate === undefined) {
    return (['at', 'expect', 'also'] as const).flatMap((key) => {
      if (yaml[key] === undefined) return []
      return [
        report(`"${key}" has no meaning`, `"${key}" goes with "mutate"; a ${found[0]} says itself what is right`, [
          key,
        ]),
      ]
    })
  }
  const at = locations(yaml.at)
  const findings: Finding[] = []
  if (yaml.at === undefined)
    findings.push(report('"at" is missing', 'say where the change is made, e.g. "at: token.form"', []))
  if (expect === undefined)
    findings.push(report('"expect" is missing', 'add "expect: accept" or "expect: { reject: [codes] }"', []))
  findings.push(...checkMutation(mutate, at, vocabulary, [...path, 'mutate']))
  if (expect !== undefined) findings.push(...checkExpectation(expect, at, [...path, 'expect']))
  if (yaml.also !== undefined && isRefusal(expect) && !at.some(({ step }) => telling.includes(step))) {
    const hint = 'after a refusal there is nothing to ask about, unless it is an error response or an inactive token'
    findings.push(report('"also" has no meaning', hint, ['also']))
  }
  return findings
}

/** Steps whose refusals have more to look at: an authorization error response, an answer about an inactive token. */
const telling: readonly string[] = ['authorize', 'introspect', 'introspect_jwt']

const isRefusal = (expect: CaseYaml['expect']): boolean =>
  expect !== undefined && expect !== 'accept' && !('either' in expect)

/** `token-assertion-without-sub` as `Token assertion without sub`. */
function titleOf(id: string): string {
  const words = id.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** A case that passed all checks. */
export function readCase(yaml: CaseYaml, file: CaseFileYaml, source: Source): Case {
  const kind: CaseKind = yaml.mutate !== undefined ? 'mutation' : yaml.check !== undefined ? 'check' : 'probe'
  return {
    id: yaml.id,
    title: yaml.title ?? titleOf(yaml.id),
    refs: yaml.refs,
    needs: readNeeds(file.needs, yaml.needs),
    kind,
    at: locations(yaml.at),
    mutate: yaml.mutate === undefined ? null : readMutation(yaml.mutate),
    name: yaml.check ?? yaml.probe ?? null,
    expect: yaml.expect === undefined ? null : readExpectation(yaml.expect),
    also: yaml.also ?? [],
    fix: yaml.fix ?? null,
    ...(yaml.each === undefined ? {} : { each: yaml.each }),
    ...(yaml.endpoint === undefined ? {} : { endpoint: yaml.endpoint }),
    ...(yaml.witness === true ? { witness: true as const } : {}),
    ...(yaml.unproven === undefined ? {} : { unproven: yaml.unproven }),
    source,
    suite: file.suite,
  }
}
