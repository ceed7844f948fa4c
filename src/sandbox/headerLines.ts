import type { IncomingMessage } from 'node:http'

/** Values of all header lines of a name as they came, in order; node itself would join or drop repeated ones. */
export function headerLines(req: IncomingMessage, name: string): string[] {
  return rawLines(req)
    .filter(([key]) => key.toLowerCase() === name)
    .map(([, value]) => value)
}

/** Like `headerLines`, but only those spelled exactly like `name`. */
export function exactHeaderLines(req: IncomingMessage, name: string): string[] {
  return rawLines(req)
    .filter(([key]) => key === name)
    .map(([, value]) => value)
}

function rawLines(req: IncomingMessage): [string, string][] {
  const lines: [string, string][] = []
  for (let index = 0; index + 1 < req.rawHeaders.length; index += 2) {
    lines.push([req.rawHeaders[index] ?? '', req.rawHeaders[index + 1] ?? ''])
  }
  return lines
}
