import type { Element } from 'domhandler'
import type { ElementHandle, Frame, JSHandle } from 'playwright-core'
import { copyDom, type DomCopy } from './copyDom.ts'
import { HIDDEN_MARK, INVALID_MARK } from './htmlTree.ts'
import type { Page } from './pageModel.ts'
import { readPage } from './readPage.ts'

const REFERENCE = 'data-assay-ref'

/** A page as it is at one moment in the browser, and the way back from what was read to what is there. */
export interface Look {
  readonly frame: Frame
  readonly page: Page
  /** Changes when text, fields or address change; typing alone does not change it. */
  readonly signature: string
  /** The live element; null if it is gone. */
  elementOf(element: Element): Promise<ElementHandle | null>
  forget(): Promise<void>
}

/**
 * Reads a frame with the same reader as plain HTML.
 * @param status HTTP status the page came with
 * @throws Error if the frame is just leaving its page
 */
export async function lookAtFrame(frame: Frame, status: number): Promise<Look> {
  const handle: JSHandle<DomCopy> = await frame.evaluateHandle(copyDom, {
    reference: REFERENCE,
    hidden: HIDDEN_MARK,
    invalid: INVALID_MARK,
  })
  const { html, url } = await handle.evaluate((copy) => ({ html: copy.html, url: copy.url }))
  const page = readPage(html, url, status)
  return {
    frame,
    page,
    signature: signatureOf(page),
    async elementOf(element) {
      const index = Number(element.attribs[REFERENCE])
      const live = await handle.evaluateHandle((copy, place) => copy.elements[place], index)
      return live.asElement() as ElementHandle | null
    },
    forget: () => handle.dispose().catch(() => {}),
  }
}

function signatureOf(page: Page): string {
  const controls = page.controls.map(({ kind, name, id, label, shown, disabled }) => [
    kind,
    name,
    id,
    label,
    shown,
    disabled,
  ])
  return JSON.stringify([page.url, page.title, page.text, controls])
}
