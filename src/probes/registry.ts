import { apiProbes } from './apiProbes.ts'
import { noCorsOnPreflight, noCorsOnSimpleRequest } from './authorizeCors.ts'
import {
  certificateIsValid,
  certificateNamesHost,
  certificateSignature,
  ecCertificateKeySize,
  rsaCertificateKeySize,
  serverCertificateValidity,
} from './certificates.ts'
import {
  noClearTextJwks,
  noClearTextOnPort80,
  noClearTextOnSamePort,
  noClearTextPage,
  noClearTextPageOnPort80,
} from './clearText.ts'
import { clientCertificateRemaining, clientCertificateValidity } from './clientCertificates.ts'
import { credentialProbes } from './credentialProbes.ts'
import { directoryProbes } from './directoryProbes.ts'
import { drillProbes } from './drillProbes.ts'
import { forgedConsent } from './forgedConsent.ts'
import { idempotencyKeyRequired, idempotencyKeyReused, idempotentRepeat } from './idempotency.ts'
import { interopOpenidClient } from './interopOpenidClient.ts'
import {
  metadataAtOauthLocation,
  metadataAtOpenidLocation,
  metadataLocationsAgree,
  metadataOfOtherIssuer,
} from './metadataLocations.ts'
import { mtlsAliasesTakeCertificates } from './mtlsAliases.ts'
import {
  resourceChallenges,
  resourceChallengesWithAlgs,
  resourceChallengesWithDpop,
  resourceChallengesWithError,
  resourceChallengesWithoutError,
} from './resourceChallenge.ts'
import { scopeProbes } from './scopeProbes.ts'
import {
  refusesCompression,
  refusesSmallCurves,
  refusesSmallPrimes,
  supportsExtendedMasterSecret,
  supportsSecureRenegotiation,
} from './tlsParameters.ts'
import { refusesSuites, type SuiteGroup, suiteGroups, supportsRecommendedSuites } from './tlsSuites.ts'
import { prefersTls13, refusesVersions, supportsTls12, supportsTls13 } from './tlsVersions.ts'
import type { Probe } from './types.ts'
import { parAnswers405 } from './wrongMethods.ts'

const clientGroups = Object.keys(suiteGroups) as SuiteGroup[]
/** What BCP 195 forbids or advises against; the rest is allowed to browsers (FAPI 2.0 Security Profile 5.2.3, note 1). */
const browserGroups: readonly SuiteGroup[] = ['null', 'rc4', 'export', '3des', 'static-rsa', 'static-dh', 'dhe', 'cbc']

/** `tls-client-hosts-refuse-<group>` and `tls-browser-hosts-refuse-<group>`: the rules for the two differ (5.2.2, 5.2.3). */
const suiteProbes: Readonly<Record<string, Probe>> = Object.fromEntries([
  ...clientGroups.map((group) => [`tls-client-hosts-refuse-${group}`, refusesSuites({ group, caller: 'client' })]),
  ...browserGroups.map((group) => [
    `tls-browser-hosts-refuse-${group}`,
    refusesSuites({ group, caller: 'browser', macExcuses: group === 'cbc' }),
  ]),
])

/** Probes by the name that case files use. */
export const probes: Readonly<Record<string, Probe>> = {
  ...suiteProbes,
  ...credentialProbes,
  ...directoryProbes,
  ...drillProbes,
  ...apiProbes,
  ...scopeProbes,
  'authorize-no-cors-preflight': noCorsOnPreflight,
  'authorize-no-cors-simple': noCorsOnSimpleRequest,
  'client-certificate-remaining': clientCertificateRemaining,
  'client-certificate-validity': clientCertificateValidity,
  'certificate-is-valid': certificateIsValid,
  'certificate-key-size-ec': ecCertificateKeySize,
  'certificate-key-size-rsa': rsaCertificateKeySize,
  'certificate-names-host': certificateNamesHost,
  'certificate-signature': certificateSignature,
  'clear-text-authorize': noClearTextPage,
  'clear-text-authorize-port-80': noClearTextPageOnPort80,
  'clear-text-jwks': noClearTextJwks,
  'clear-text-port-80': noClearTextOnPort80,
  'clear-text-same-port': noClearTextOnSamePort,
  'forged-consent': forgedConsent,
  'idempotency-key-required': idempotencyKeyRequired,
  'idempotency-key-reused': idempotencyKeyReused,
  'idempotent-repeat': idempotentRepeat,
  'interop-openid-client': interopOpenidClient,
  'metadata-locations-agree': metadataLocationsAgree,
  'metadata-oauth-location': metadataAtOauthLocation,
  'metadata-openid-location': metadataAtOpenidLocation,
  'metadata-other-issuer': metadataOfOtherIssuer,
  'mtls-aliases-take-certificates': mtlsAliasesTakeCertificates,
  'par-answers-405': parAnswers405,
  'resource-challenge': resourceChallenges,
  'resource-challenge-dpop': resourceChallengesWithDpop,
  'resource-challenge-dpop-algs': resourceChallengesWithAlgs,
  'resource-challenge-error': resourceChallengesWithError,
  'resource-challenge-without-error': resourceChallengesWithoutError,
  'server-certificate-validity': serverCertificateValidity,
  'tls-1-0-refused': refusesVersions('TLSv1'),
  'tls-1-1-refused': refusesVersions('TLSv1.1'),
  'tls-1-2-supported': supportsTls12,
  'tls-1-3-preferred': prefersTls13,
  'tls-1-3-supported': supportsTls13,
  'tls-compression-refused': refusesCompression,
  'tls-extended-master-secret': supportsExtendedMasterSecret,
  'tls-recommended-suites': supportsRecommendedSuites,
  'tls-secure-renegotiation': supportsSecureRenegotiation,
  'tls-small-curves-refused': refusesSmallCurves,
  'tls-small-primes-refused': refusesSmallPrimes,
  'tls-ssl-refused': refusesVersions('SSLv2', 'SSLv3'),
}
