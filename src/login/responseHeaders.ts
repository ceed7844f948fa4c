import type { HeaderLines, RecordedResponse } from '../wire/types.ts'

/** First value of a header, null if it is not there. */
export function headerOf(headers: HeaderLines, name: string): string | null {
  return headersOf(headers, name)[0] ?? null
}

/** All values of a header, one per line. */
export function headersOf(headers: HeaderLines, name: string): string[] {
  return headers.filter(([line]) => line.toLowerCase() === name).map(([, value]) => value)
}

/** Whether a browser shows the answer as HTML. */
export function isHtml({ headers, body }: RecordedResponse): boolean {
  const type = headerOf(headers, 'content-type')
  return type === null ? /^\s*</.test(body) : /^\s*(?:text\/html|application\/xhtml\+xml)/i.test(type)
}
