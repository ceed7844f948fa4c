/** What a difference is about. */
export type Area = 'result' | 'verdict' | 'metadata' | 'key' | 'tls' | 'scope' | 'shape' | 'setting'

/** One comparable statement about a run; `where` is unique within its area. */
export interface Fact {
  readonly area: Area
  readonly where: string
  readonly value: string
}

/** `worse` and `better` are said of results and verdicts only. */
export type Direction = 'worse' | 'better' | 'other'

/** One fact that is not the same in both runs; null: it is not there. */
export interface Change {
  readonly area: Area
  readonly where: string
  readonly before: string | null
  readonly after: string | null
  readonly direction: Direction
}

/** Which run a side of the comparison is. */
export interface Side {
  readonly runId: string
  readonly target: string
  readonly issuer: string
  readonly profile: string
  readonly finishedAt: string
}

/** What changed between two runs. */
export interface RunDiff {
  readonly before: Side
  readonly after: Side
  /**
   * The runs are of different targets: names of hosts, keys and certificates are left aside, what they are like is
   * compared.
   */
  readonly across: boolean
  /** No change in any area. */
  readonly same: boolean
  readonly changes: readonly Change[]
}

/** How names that differ from server to server are written, so that two runs can be compared. */
export interface Naming {
  /** A URL, or any text with URLs of the server in it. */
  readonly url: (text: string) => string
  /** `host:port`, or the role of that host where the issuers differ. */
  readonly host: (url: string) => string
  /** Whether keys and certificates are compared by identity, too. */
  readonly identities: boolean
}
