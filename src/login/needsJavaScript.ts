import { isMarkedAsError } from './errorMarks.ts'
import { elementsOf } from './htmlTree.ts'
import type { Page } from './pageModel.ts'
import { says } from './words.ts'

/** Text of a loading note; more text than this is a page of its own. */
const LONGEST_NOTE = 60

/** Whether a page is an empty frame that scripts fill: without a browser nothing can be known about it. */
export function needsJavaScript(page: Page): boolean {
  if (page.root === null || page.status >= 400) return false
  const hasScript = [...elementsOf(page.root)].some(({ name }) => name === 'script')
  const asks = page.controls.some(({ shown, kind }) => shown && kind !== 'link')
  const text = page.text.replace(page.noscript, '').trim()
  if (/javascript/i.test(page.noscript) && !asks && !isMarkedAsError(page)) return true
  const isNote = text === '' || (text.length <= LONGEST_NOTE && says(text, 'waiting') > 0)
  return hasScript && !asks && isNote
}
