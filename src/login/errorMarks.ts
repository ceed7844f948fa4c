import type { Page } from './pageModel.ts'
import { says } from './words.ts'

/** Error codes of RFC 6749, RFC 9101, RFC 9126 and OpenID Connect Core as they stand on error pages. */
const ERROR_CODES =
  /\b(?:invalid_(?:request|client|scope|grant|request_uri|request_object|redirect_uri|token|target|dpop_proof)|unauthorized_client|unsupported_response_type|server_error|temporarily_unavailable|request_(?:uri_)?not_supported|(?:login|interaction|consent)_required)\b/

/** Whether a page calls itself an error page: in its title, a heading, or by an OAuth error code. */
export function isMarkedAsError(page: Page): boolean {
  return [page.title, ...page.headings].some((text) => says(text, 'error') > 0) || ERROR_CODES.test(page.text)
}

/** What the page says went wrong, for messages; '' if it says nothing. */
export function errorText(page: Page): string {
  return page.errors.join(' ').slice(0, 300)
}
