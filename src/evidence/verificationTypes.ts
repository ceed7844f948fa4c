import type { Outcome } from '../verdict/types.ts'
import type { Observer } from './statementTypes.ts'

/** What kind of thing is wrong with a run folder. */
export type ProblemKind =
  /** The folder holds no finished run, or a file of it cannot be read. */
  | 'unreadable'
  /** `attestation.json` is not what was written: its form, not its signatures. */
  | 'envelope'
  /** A signature does not fit what is signed. */
  | 'signature'
  /** A file of the manifest is not there. */
  | 'missing'
  /** A file that the manifest does not know. */
  | 'extra'
  /** A file whose content is not what was signed. */
  | 'changed'
  /** A line of the event log does not continue the one before. */
  | 'chain'
  /** The statement and the files disagree about the run. */
  | 'contradiction'
  /** The run is older than allowed, or ended in the future. */
  | 'age'
  | 'profile'
  | 'tool'
  /** Nobody has signed. */
  | 'unsigned'
  /** None of the keys given has signed. */
  | 'unknown-key'

/** One thing that is wrong, or that keeps the answer open (`unsigned`, `unknown-key`). */
export interface Problem {
  readonly kind: ProblemKind
  /** File below the run folder, with `/`; null where it is not about one. */
  readonly file: string | null
  /** Line, lines or member, e.g. `line 12` or `lines 97 to 128, cases[3].reason`; null where it cannot be said. */
  readonly where: string | null
  /** One sentence: what, expected, seen. */
  readonly message: string
}

/** One signature that fits what is signed. */
export interface Signer {
  /** RFC 7638 thumbprint (SHA-256, base64url) of the public key. */
  readonly keyid: string
  readonly alg: string
  /** The key is one of those given. */
  readonly known: boolean
}

/**
 * `ok`: everything is as it was signed by a known key, fresh enough and of the profile asked for. `not-ok`: something is
 * wrong. `cannot-tell`: nothing is wrong, but nobody known has signed.
 */
export type VerificationAnswer = 'ok' | 'not-ok' | 'cannot-tell'

/** What `verifyFolder` found out. The facts about the run are null where the folder holds no readable run. */
export interface Verification {
  readonly answer: VerificationAnswer
  /** `answer` is `ok`. */
  readonly ok: boolean
  readonly problems: readonly Problem[]
  readonly signers: readonly Signer[]
  readonly observedBy: Observer | null
  readonly runId: string | null
  readonly result: Outcome | null
  /** Cases were left out on request or the run was interrupted: it certifies nothing. */
  readonly partial: boolean | null
  readonly finishedAt: string | null
  readonly tool: { readonly name: string; readonly version: string } | null
  readonly profile: { readonly id: string; readonly digest: string } | null
  readonly target: { readonly id: string; readonly issuer: string } | null
  readonly organisation: string | null
  readonly application: string | null
  readonly environment: string | null
  /**
   * `sha256:...` over names, sizes and digests of all files but `attestation.json`, as they are now: the same for the same
   * evidence, signed or not.
   */
  readonly evidenceDigest: string | null
}

/** A public key that is trusted to sign evidence, as a JWK. */
export type PublicJwk = Readonly<Record<string, unknown>>

export interface VerifyOptions {
  /** The run folder. */
  readonly folder: string
  /** Keys that count as known; one valid signature of one of them is enough. */
  readonly keys: readonly PublicJwk[]
  /** Epoch ms. */
  readonly now: number
  /** Longest time in ms since the end of the run. */
  readonly maxAgeMs?: number
  /** The profile that the run has to be of, by id or also by its digest. */
  readonly profile?: { readonly id: string; readonly digest?: string }
  /** Lowest version of fapi-assay that counts, e.g. `0.1.0`. */
  readonly minTool?: string
}
