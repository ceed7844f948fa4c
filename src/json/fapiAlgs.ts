/** Signature algorithms that FAPI 2.0 allows (FAPI2-SP 5.4.1-1.2; `Ed25519` is the later fully specified name, RFC 9864). */
export const FAPI_ALGS = ['PS256', 'ES256', 'EdDSA', 'Ed25519'] as const
