/**
 * The library keeps a plain push as an unsigned JWT that expires after 60 s. How long a push is good is the sandbox's own
 * affair, so the JWT gets a later end. Signed request objects keep theirs.
 * @param exp Unix s, well under an hour ahead: the library wants exp within an hour of nbf
 */
export function extendPushedRequest(request: unknown, exp: number): unknown {
  if (typeof request !== 'string' || !request.endsWith('.')) return request
  const [header, payload] = request.split('.')
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString('utf8')) as Record<string, unknown>
  return `${header}.${Buffer.from(JSON.stringify({ ...claims, exp })).toString('base64url')}.`
}
