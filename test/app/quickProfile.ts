import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Two cases, so that a run takes a moment only. */
const PROFILE = `profile: quick
title: A few cases
suites: [./quick]
variants:
  client_auth: [private_key_jwt]
  sender_constraint: [dpop]
  openid: [true]
  request: [unsigned]
  response: [plain]
  grant: [authorization_code]
max_wait: 1m
recertification: 365d
`
const SUITE = `suite: quick/some
cases:
  - id: quick-flow
    title: The honest flow goes through
    refs: [RFC9126-2.2-a]
    check: par-response-status
    fix: Answer 201.
  - id: quick-garbage
    title: A push without client authentication is refused
    refs: [FAPI2-SP-5.3.2.2-5]
    at: par.form
    mutate: { remove: [client_assertion, client_assertion_type] }
    expect: { reject: [] }
    fix: Authenticate clients.
`

/** Writes the profile `quick` and its suite to the folder. @returns the path of the profile */
export function quickProfile(folder: string): string {
  const profile = join(folder, 'quick.yaml')
  mkdirSync(join(folder, 'quick'))
  writeFileSync(profile, PROFILE)
  writeFileSync(join(folder, 'quick/some.yaml'), SUITE)
  return profile
}
