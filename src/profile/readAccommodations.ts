import { complain, type TargetReader, type TargetYaml } from './targetReader.ts'
import type { Accommodations } from './types.ts'

/** Parameters that the flow sets itself; changing them would test another flow than the honest one. */
const ownParameters: readonly string[] = [
  'client_id',
  'response_type',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'request',
  'request_uri',
  'response_mode',
  'dpop_jkt',
  'client_assertion',
  'client_assertion_type',
]

/** Reads `accommodate:`, a closed list of ways to go on past a known fault. */
export function readAccommodations(reader: TargetReader, yaml: TargetYaml['accommodate']): Accommodations {
  for (const name of Object.keys(yaml?.authorization_params ?? {})) {
    if (!ownParameters.includes(name)) continue
    complain(reader, ['accommodate', 'authorization_params', name], {
      message: `"${name}" is set by the flow itself`,
      expected: 'a further parameter, e.g. prompt',
      seen: null,
      hint: 'remove it',
    })
  }
  return yaml ?? {}
}
