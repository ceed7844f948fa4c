import { newMemory } from '../../src/login/moves.ts'
import { nextMove } from '../../src/login/nextMove.ts'
import type { Page } from '../../src/login/pageModel.ts'
import { readPage } from '../../src/login/readPage.ts'

const config = { driver: 'http', username: 'user1', password: 's3cret', steps: null, cancel: null } as const

/** What is filled in, ticked and pressed. */
export interface Seen {
  readonly fills: Readonly<Record<string, string>>
  readonly ticks: readonly string[]
  readonly press: string | null
}

/** A page with that body. */
export function read(body: string, { title = 'Sign in', status = 200 } = {}): Page {
  return readPage(
    `<html><head><title>${title}</title></head><body>${body}</body></html>`,
    'https://as.example/login',
    status,
  )
}

/** What the user does there: a move, or why there is none. */
export function move(page: Page, action: 'approve' | 'cancel' = 'approve', scripted = false): Seen | string {
  const next = nextMove(page, { config, action, memory: newMemory(), scripted, callbacks: ['https://shop.example/cb'] })
  if (next.kind !== 'move') return next.kind === 'stuck' ? `stuck: ${next.missed}` : next.kind
  const label = (element: unknown): string | null =>
    page.controls.find((control) => control.element === element)?.label ?? null
  return {
    fills: Object.fromEntries([...next.fills].map(([control, value]) => [control.name || control.id, value])),
    ticks: [...next.ticks].filter(([, on]) => on).map(([control]) => `${control.name}=${control.value}`),
    press: label(next.press),
  }
}
