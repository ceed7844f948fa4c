import { isStringArray } from '../json/object.ts'
import { askMetadata } from './ask.ts'
import { judge } from './makeAnswer.ts'
import { optionalAlgs } from './metadataAlgorithms.ts'
import { show } from './showValue.ts'
import type { Check } from './types.ts'
import { allWhere } from './where.ts'

/** A list that is published at all; what is in it is a question of its own. */
const listed = (member: string): Check =>
  askMetadata((metadata, exchange) => {
    const value = metadata[member]
    return judge(isStringArray(value) && value.length > 0, `a list "${member}"`, show(value, 200), exchange)
  })

const jwtMode: Check = askMetadata((metadata, exchange) => {
  const modes = metadata.response_modes_supported
  const ok = isStringArray(modes) && modes.includes('jwt')
  return judge(ok, '"response_modes_supported" holds "jwt"', show(modes, 200), exchange)
})

const requestObjects = 'request_object_signing_alg_values_supported'
const responses = 'authorization_signing_alg_values_supported'

/** What the metadata says about signed requests and responses (FAPI2-SP 5.4.1, JARM section 4, OpenID Discovery section 3). */
export const metadataSigning = {
  ...allWhere(
    { request: 'signed' },
    {
      'metadata-request-object-algs': optionalAlgs(requestObjects),
      'metadata-request-object-algs-listed': listed(requestObjects),
    },
  ),
  ...allWhere(
    { response: 'jarm' },
    {
      'metadata-jarm-algs': optionalAlgs(responses),
      'metadata-jarm-algs-listed': listed(responses),
      'metadata-jarm-mode': jwtMode,
    },
  ),
} satisfies Record<string, Check>
