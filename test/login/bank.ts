import { type Answer, html, type Received, redirect, type Site, startSite } from './site.ts'

export const USERNAME = 'user1'
export const PASSWORD = 'correct horse & café'
export const CALLBACK = 'https://client.invalid/cb'
export const CSRF = 'token-of-this-page'

/** One way in which a bank draws its pages. Paths `/do-login` and `/do-consent` take the answers. */
export interface PageKind {
  readonly name: string
  /** HTML of the login page; of the first page where there are two. */
  readonly login: string
  /** HTML of the page for the password where the login has two pages; the user name came to `/do-user`. */
  readonly passwordPage?: string
  readonly consent: string
  readonly userField: string
  readonly passwordField: string
  /** Whether the answer of the consent page agrees. */
  readonly agrees: (answer: URLSearchParams, path: string) => boolean
  /** Names that must arrive with the password as they were drawn, e.g. hidden fields. */
  readonly kept?: Readonly<Record<string, string>>
  /** Names and values that must arrive with the consent. */
  readonly agreed?: Readonly<Record<string, readonly string[]>>
  /** Draws its forms by JavaScript. */
  readonly needsBrowser?: boolean
}

export interface Bank {
  readonly site: Site
  readonly authorizeUrl: string
  /** Answers that came to `/do-login`. */
  readonly logins: () => readonly URLSearchParams[]
  readonly consents: () => readonly URLSearchParams[]
  close(): Promise<void>
}

const WRONG = '<p role="alert" class="error">Unknown user or wrong password</p>'

/** An authorization server of a bank: login, consent, redirect to the client. State is a session cookie and a user cookie. */
export async function startBank(kind: PageKind, callback = CALLBACK): Promise<Bank> {
  const answersOf = ({ method, query, form }: Received): URLSearchParams => (method === 'GET' ? query : form)
  const site = await startSite((request): Answer => {
    const { path, cookies } = request
    const answers = answersOf(request)
    if (path === '/authorize') return redirect(cookies.get('sid') === 'in' ? '/consent' : '/login')
    if (path === '/login')
      return { ...html(kind.login, 'Sign in'), headers: { 'set-cookie': 'pre=1; Path=/; Secure; HttpOnly' } }
    if (path === '/do-user') {
      return redirect('/password', { 'set-cookie': `who=${answers.get(kind.userField)}; Path=/; Secure` }, 303)
    }
    if (path === '/password') return html(kind.passwordPage ?? '', 'Password')
    if (path === '/do-login') {
      const user = kind.passwordPage === undefined ? answers.get(kind.userField) : cookies.get('who')
      const right = user === USERNAME && answers.get(kind.passwordField) === PASSWORD && cookies.get('pre') === '1'
      if (!right) return html(WRONG + (kind.passwordPage ?? kind.login), 'Sign in', 401)
      return redirect(
        '/consent',
        { 'set-cookie': ['sid=in; Path=/; Secure; HttpOnly; SameSite=Lax', 'pre=; Max-Age=0; Path=/'] },
        303,
      )
    }
    if (path === '/consent') return cookies.get('sid') === 'in' ? html(kind.consent, 'Consent') : redirect('/login')
    if (path.startsWith('/do-consent')) {
      const agreed = kind.agrees(answers, path)
      return redirect(`${callback}?${agreed ? 'code=c-1' : 'error=access_denied'}&state=s-1`, {}, 303)
    }
    return html('<h1>Not found</h1>', 'Error', 404)
  })
  const sentTo = (path: string) => () => site.received.filter((request) => request.path.startsWith(path)).map(answersOf)
  return {
    site,
    authorizeUrl: `${site.origin}/authorize?client_id=c&request_uri=u`,
    logins: sentTo('/do-login'),
    consents: sentTo('/do-consent'),
    close: () => site.close(),
  }
}
