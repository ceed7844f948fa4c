import { isMarkedAsError } from './errorMarks.ts'
import { isHarmless } from './harmless.ts'
import type { Page } from './pageModel.ts'
import type { PageFacts } from './types.ts'

const LONGEST_TEXT = 2000

/**
 * What a page is reported with. A search box, language chooser or log-out button does not count as a form, the
 * login of the whole site in the frame around an error not as a login.
 */
export function pageFacts(page: Page, screenshot: Uint8Array | null = null): PageFacts {
  const saysError = isMarkedAsError(page)
  return {
    url: page.url,
    status: page.status,
    title: page.title,
    text: page.text.slice(0, LONGEST_TEXT),
    hasPasswordField: page.controls.some(
      ({ kind, shown, peripheral }) => kind === 'password' && shown && !(peripheral && saysError),
    ),
    hasForm: page.forms.some((_, form) => hasShownControl(page, form) && !isHarmless(page, form)),
    saysError,
    screenshot,
  }
}

function hasShownControl(page: Page, form: number): boolean {
  return page.controls.some((control) => control.form === form && control.shown)
}
