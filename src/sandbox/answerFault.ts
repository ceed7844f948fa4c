import type { Form } from './form.ts'
import type { Context } from './koa.ts'
import type { Site } from './site.ts'

export type Members = Readonly<Record<string, unknown>>

/** Header lines to set; several of one name for an array, null takes one out. */
export type HeaderChange = Readonly<Record<string, string | readonly string[] | null>>

/** What a defect does to answers. */
export interface AnswerFault {
  /** Paths, or `api:` with the id of an endpoint of the dialect or `*`. */
  readonly at: readonly string[]
  /** Which answers; default those of success (2xx). */
  readonly on?: 'success' | 'error' | 'all'
  /** Only answers to this `grant_type`. */
  readonly grant?: string
  /** Only answers with such a body. */
  readonly when?: (body: Members, ctx: Context) => boolean
  readonly status?: number
  readonly headers?: (site: Site, ctx: Context) => HeaderChange
  /** Members of the JSON object to set; undefined takes one out. */
  readonly members?: (body: Members, sent: Form) => Members
  /** The whole body. */
  readonly text?: (body: Members, site: Site) => string | Buffer
  /** For what is not in the answer itself. */
  readonly also?: (body: Members, site: Site) => void
}

/** JSON in which the first member stands twice. */
export function memberTwice(body: Members): string {
  const [first] = Object.entries(body)
  return JSON.stringify(body).replace('{', `{${JSON.stringify(first?.[0])}:${JSON.stringify(first?.[1])},`)
}
