import { pagesOf } from './browserTrail.ts'
import { type HtmlPage, readHtml } from './htmlPage.ts'
import { judge, notApplicable } from './makeAnswer.ts'
import type { Answered } from './readExchange.ts'
import type { Check, Trace } from './types.ts'
import { allWhere } from './where.ts'

/** The last page on which the user decides: it asks for something, and not for a password. */
function consentOf(trace: Trace | null): { page: HtmlPage; exchange: Answered } | null {
  const pages = (trace === null ? [] : pagesOf(trace)).map((exchange) => ({
    exchange,
    page: readHtml(exchange.response.body, exchange.request.url),
  }))
  return pages.findLast(({ page }) => page.hasForm && !page.hasPasswordField && page.text !== '') ?? null
}

/**
 * The name under which a client is registered is not known here. A page that shows the client identifier, or that
 * reads differently for another client, tells the user who asks; one that reads the same for both clients does not.
 */
const namesClient: Check = (trace) => {
  const own = consentOf(trace)
  if (own === null) return notApplicable('no consent page could be read (none shown, or drawn by script)')
  const expected = 'a consent page that tells which client asks'
  if (own.page.text.toLowerCase().includes(trace.client.id.toLowerCase()))
    return judge(true, expected, 'the page shows the client identifier', own.exchange)
  const other = consentOf(trace.other)
  if (other === null)
    return notApplicable('the page does not show the client identifier, and there is no second client to compare with')
  const same = other.page.text === own.page.text
  const seen = same ? 'the page reads the same for both clients' : 'the pages of the two clients differ'
  return judge(!same, expected, seen, [own.exchange, other.exchange])
}

/** What the user is told before deciding (FAPI2-SP 5.3.2.2-13). */
export const consentPage = allWhere({ grant: 'authorization_code' }, { 'consent-page-names-client': namesClient })
