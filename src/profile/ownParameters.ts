/** Parameters that the flow sets itself; changing them would test another flow than the honest one. */
export const ownParameters: readonly string[] = [
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
