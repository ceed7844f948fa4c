import type { ApiRequest } from '../profile/types.ts'
import { type Draft, newDraft } from './draft.ts'
import { identityOf } from './endpoints.ts'
import { getField, setField } from './fields.ts'
import { type Actor, type FlowSession, randomId } from './session.ts'
import { jwtHeader, signingKeyOf } from './strategies.ts'
import { fill, fillText, TemplateError } from './template.ts'

/** The URL of a request of the profile, its `{names}` replaced by what is known. */
export function apiUrl(request: Pick<ApiRequest, 'path'>, flow: FlowSession): string {
  const path = request.path.replaceAll(/\{([A-Za-z][A-Za-z0-9_]*)\}/g, (_all, name: string) => {
    const value = flow.env.ecosystem?.params.get(name)
    if (value !== undefined) return encodeURIComponent(value)
    throw new TemplateError(
      `nothing gives a value for {${name}} in ${request.path}: add "params: { ${name}: ... }" to the target file, or "take" to the endpoint that tells it`,
    )
  })
  return `${flow.env.variant.api}${path}`
}

/** RFC 7515: the body as the payload of a JWS of the client. */
function signBody(draft: Draft, payload: unknown, actor: Actor): void {
  const key = signingKeyOf(actor)
  draft.jwts.payload = {
    header: jwtHeader(key, 'JOSE'),
    claims: { ...(payload as Record<string, unknown>) },
    key,
    alg: key.alg,
    signatureFault: null,
    secret: null,
  }
}

/**
 * A request of the profile as it has it, without a token: URL, headers, body.
 * @throws TemplateError for a symbol or a `{name}` without a value
 */
export function apiDraft(request: ApiRequest, flow: FlowSession, actor: Actor): Draft {
  const url = apiUrl(request, flow)
  const draft = newDraft('resource', request.method, url)
  draft.identity = identityOf(flow, actor)
  draft.headers.push(['accept', 'application/json'], ['x-fapi-interaction-id', randomId()])
  for (const [name, template] of Object.entries(request.headers)) {
    setField(draft.headers, name, fillText(template, flow, url), true)
  }
  const interactionId = getField(draft.headers, 'x-fapi-interaction-id', true)
  flow.sent.interactionId = typeof interactionId === 'string' ? interactionId : null
  if (request.body === null || request.body === undefined) return draft
  const body = fill(request.body, flow, url)
  const contentType = request.sign ? 'application/jwt' : 'application/json'
  if (getField(draft.headers, 'content-type', true) === undefined) draft.headers.push(['content-type', contentType])
  if (request.sign) signBody(draft, body, actor)
  else draft.body = typeof body === 'string' ? body : JSON.stringify(body)
  return draft
}
