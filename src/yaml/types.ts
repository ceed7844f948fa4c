/** Where something stands in a text; line and column count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Keys and indices from the root of a document to a value. */
export type Path = readonly (string | number)[]

/** Whether a message is about the key of a mapping entry or about its value. */
export type Anchor = 'key' | 'value'

/** What is wrong, without the place. */
export interface Complaint {
  /** One sentence that names the field in quotes. */
  readonly message: string
  readonly expected: string | null
  readonly seen: string | null
  /** What to do about it. */
  readonly hint: string | null
}

/** A complaint about one value of a document. */
export interface Finding extends Complaint {
  readonly path: Path
  readonly anchor: Anchor
}

/** A complaint with its place in a file. */
export interface Issue extends Complaint {
  readonly file: string
  /** From 1; null if the complaint is about the file as a whole. */
  readonly line: number | null
  readonly column: number | null
  /** Path of the value, e.g. `cases[3].mutate.set`; empty for the whole file. */
  readonly field: string
  /** The source line, null where there is none or where it would show a secret. */
  readonly excerpt: string | null
}

/** A complaint's place in a file, kept for what can only be said when other files are read. */
export type Place = Omit<Issue, keyof Complaint>

/** One file as read: its value, what is wrong with its syntax, and where everything stands. */
export interface YamlDocument {
  readonly file: string
  /** The parsed value; what could be read of it if there are syntax issues. */
  readonly value: unknown
  readonly issues: readonly Issue[]
  /** Position of a value or of its key; of the nearest parent that is there if the path does not exist. */
  position(path: Path, anchor: Anchor): Position
  /** Adds the place to a complaint. */
  issue(finding: Finding): Issue
}
