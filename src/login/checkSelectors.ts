import { compile } from 'css-select'
import type { Element } from 'domhandler'
import type { LoginConfig } from '../profile/types.ts'

/**
 * Refuses selectors that are not CSS before anything is sent.
 * @throws Error that names the field of the target file
 */
export function checkSelectors(config: LoginConfig): void {
  for (const [index, step] of (config.steps ?? []).entries()) {
    const selectors = 'click' in step ? [step.click] : Object.keys(step.fill)
    const verb = 'click' in step ? 'click' : 'fill'
    for (const selector of selectors) check(selector, `login.steps[${index}].${verb}`)
  }
  if (config.cancel !== null) check(config.cancel, 'login.cancel')
}

function check(selector: string, field: string): void {
  try {
    compile<Element, Element>(selector)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`"${field}": expected a CSS selector, found ${JSON.stringify(selector)} (${why})`, { cause })
  }
}
