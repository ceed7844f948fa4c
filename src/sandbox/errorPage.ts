import type { Context } from './koa.ts'
import { page } from './page.ts'

/** Answers with a page that says what is wrong; it has no form and leads nowhere. */
export function errorPage(ctx: Context, error: string, description: string): void {
  ctx.type = 'html'
  ctx.body = page('Request refused', [
    'The authorization server refused this request. Go back to the application and start again.',
    `Error: ${error}`,
    description,
  ])
}
