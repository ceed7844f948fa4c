/** Signature algorithms that FAPI 2.0 allows (FAPI2-SP 5.4.1-1.2; `Ed25519` is the later fully specified name, RFC 9864). */
export const ALLOWED_ALGS: readonly string[] = ['PS256', 'ES256', 'EdDSA', 'Ed25519']

export const isAllowedAlg = (alg: unknown): boolean => typeof alg === 'string' && ALLOWED_ALGS.includes(alg)

/** `none` in any spelling, as some libraries compare without regard to case. */
export const isNone = (alg: unknown): boolean => typeof alg === 'string' && alg.trim().toLowerCase() === 'none'

/** Keyed with a shared secret (HS256 ...). */
export const isSymmetric = (alg: unknown): boolean => typeof alg === 'string' && /^HS\d/i.test(alg)
