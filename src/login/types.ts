import type { Exchange, WireRequest } from '../wire/types.ts'

/** What the user does on the pages of the authorization server. */
export type UserAction =
  /** Log in if asked, then agree. */
  | 'approve'
  /** Log in if asked, then press cancel. */
  | 'cancel'
  /** Open the first page and leave. */
  | 'open'

/** Cookies of one browser; cloned per case after the one login of the run. */
export interface Session {
  clone(): Session
}

export interface Visit {
  readonly url: string
  readonly session: Session
  readonly action: UserAction
  /** URLs (origin and path) that count as callback; a redirect elsewhere that carries code, error or response counts too. */
  readonly callbacks: readonly string[]
  /** Sends through the wire; the driver labels nothing itself. */
  readonly send: (request: WireRequest) => Promise<Exchange>
}

/** What could be read from a page without judging it. */
export interface PageFacts {
  readonly url: string
  readonly status: number
  readonly title: string
  /** Visible text, white space folded, at most 2000 characters. */
  readonly text: string
  readonly hasPasswordField: boolean
  readonly hasForm: boolean
  /** The page calls itself an error, in title, heading or by an OAuth error code; absent: not known. */
  readonly saysError?: boolean
  /** File name of the screenshot below the run folder, if one was taken. */
  readonly screenshot: Uint8Array | null
}

export type VisitOutcome =
  /** The authorization server sent the browser to a redirect URI (never fetched). */
  | {
      readonly kind: 'callback'
      readonly url: string
      readonly exchanges: readonly Exchange[]
      /** `cancel` only: no page asked the user anything, so nothing could be refused. */
      readonly nothingAsked?: true
    }
  /** The visit ended on a page that asks for nothing: an error page or something unknown. */
  | { readonly kind: 'page'; readonly page: PageFacts; readonly exchanges: readonly Exchange[] }
  /** `open` only: a login or consent page was shown. */
  | { readonly kind: 'interaction'; readonly page: PageFacts; readonly exchanges: readonly Exchange[] }
  /** The driver could not get through; says which page and which field or selector was missed. */
  | {
      readonly kind: 'stuck'
      readonly message: string
      readonly missed: string | null
      readonly page: PageFacts | null
      readonly exchanges: readonly Exchange[]
    }
  /** A request got no HTTP answer. */
  | { readonly kind: 'network'; readonly message: string; readonly exchanges: readonly Exchange[] }

/** What became of a consent form that was sent as a page of another site would send it. */
export type ForgeOutcome =
  /** The server asked this user nothing. */
  | { readonly kind: 'nothing-asked' }
  /** The form cannot be forged by this driver. */
  | { readonly kind: 'not-forgeable'; readonly detail: string }
  /** The client was sent back as if the user had agreed. */
  | { readonly kind: 'accepted'; readonly detail: string; readonly exchanges: readonly string[] }
  /** No authorization came of it, or nothing could be sent for want of what only the real page knows. */
  | { readonly kind: 'refused'; readonly detail: string; readonly exchanges: readonly string[] }
  | { readonly kind: 'unknown'; readonly detail: string; readonly exchanges: readonly string[] }

export interface LoginDriver {
  newSession(): Session
  visit(visit: Visit): Promise<VisitOutcome>
  /**
   * Forges the consent of a logged-in user; absent: this driver cannot. `nextVisit` starts an authorization request each
   * time it is called, null where it was not accepted.
   */
  forgeConsent?(nextVisit: () => Promise<Visit | null>): Promise<ForgeOutcome>
  close(): Promise<void>
}
