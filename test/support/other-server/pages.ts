import type { Pairs, Reply } from './http.ts'
import type { Session, World } from './world.ts'

const html = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const WORDS = {
  en: {
    ...{
      login: 'Sign in to Elsewhere Bank',
      user: 'Customer number',
      password: 'Password',
      enter: 'Sign in',
      next: 'Next',
    },
    ...{ ask: 'wants to see', yes: 'Allow', no: 'Deny', wrong: 'These details are not right.' },
  },
  de: {
    ...{ login: 'Anmeldung', user: 'Kundennummer', password: 'Kennwort', enter: 'Anmelden', next: 'Weiter' },
    ...{ ask: 'möchte Zugriff auf', yes: 'Zustimmen', no: 'Ablehnen', wrong: 'Die Angaben stimmen nicht.' },
  },
  fr: {
    ...{ login: 'Connexion', user: 'Identifiant', password: 'Mot de passe', enter: 'Se connecter', next: 'Suivant' },
    ...{ ask: 'souhaite accéder à', yes: 'Autoriser', no: 'Refuser', wrong: 'Ces données ne sont pas exactes.' },
  },
} as const

const FIELDS = { usual: ['username', 'password'], odd: ['f_7a1', 'f_9c4'] } as const

/** Headers of everything that a browser gets. */
export function browserHeaders(world: World): Pairs {
  const { has } = world
  return [
    ...(has('no-hsts') ? [] : ([['Strict-Transport-Security', 'max-age=31536000']] as Pairs)),
    ...(has('pages-framed')
      ? []
      : ([['Content-Security-Policy', "default-src 'self'; frame-ancestors 'none'"]] as Pairs)),
    // Under no-referrer, browsers send forms with Origin: null, and the origin is looked at.
    ...(has('pages-tell-referrer') ? [] : ([['Referrer-Policy', 'same-origin']] as Pairs)),
    ['Cache-Control', 'no-store'],
  ]
}

function page(world: World, status: number, title: string, body: string, headers: Pairs): Reply {
  const { language, subResources } = world.choices
  const extras = subResources
    ? `<link rel="stylesheet" href="${world.base}/style.css"><link rel="icon" href="${world.base}/logo.svg">`
    : ''
  const logo = subResources ? `<img src="${world.base}/logo.svg" alt="">` : ''
  return {
    status,
    headers: [['Content-Type', 'text/html; charset=utf-8'], ...browserHeaders(world), ...headers],
    body: `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${html(title)}</title>${extras}</head><body><header>${logo}<nav><a href="${world.base}/help">?</a></nav></header><main>${body}</main></body></html>`,
  }
}

/** The page that asks for user name, password or both. */
export function loginPage(world: World, session: Session, action: string, wrong: boolean, headers: Pairs): Reply {
  const { language, fields, login } = world.choices
  const words = WORDS[language]
  const [user, password] = FIELDS[fields]
  const first = login === 'one page' || session.asked === ''
  const second = login === 'one page' || session.asked !== ''
  const line = (name: string, label: string, type: string): string =>
    `<p><label for="i-${name}">${label}</label> <input id="i-${name}" name="${name}" type="${type}" required></p>`
  const body = [
    `<h1>${words.login}</h1>`,
    wrong ? `<p role="alert">${words.wrong}</p>` : '',
    `<form method="post" action="${html(action)}"><input type="hidden" name="token" value="${session.csrf}">`,
    first ? line(user, words.user, 'text') : `<p>${html(session.asked)}</p>`,
    second ? line(password, words.password, 'password') : '',
    `<button type="submit">${second ? words.enter : words.next}</button></form>`,
  ]
  return page(world, 200, words.login, body.join(''), headers)
}

export const fieldNames = ({ choices }: World): readonly [string, string] => FIELDS[choices.fields]

/** The page on which the user agrees or refuses. */
export function consentPage(
  world: World,
  session: Session,
  asks: { readonly action: string; readonly client: string; readonly scope: string },
  headers: Pairs,
): Reply {
  const words = WORDS[world.choices.language]
  const name = world.has('consent-without-name') ? '' : html(asks.client)
  const body = [
    `<h1>${name} ${words.ask}</h1><ul>`,
    ...asks.scope.split(' ').map((scope) => `<li>${html(scope)}</li>`),
    `</ul><form method="post" action="${html(asks.action)}"><input type="hidden" name="token" value="${session.csrf}">`,
    world.choices.accountChoice
      ? '<p>Accounts</p>' +
        ['DE01', 'DE02']
          .map((id) => `<p><label><input type="checkbox" name="account" value="${id}"> Giro ${id}</label></p>`)
          .join('')
      : '',
    `<button name="answer" value="1">${words.yes}</button> <button name="answer" value="0">${words.no}</button></form>`,
  ]
  return page(world, 200, words.ask, body.join(''), headers)
}

const EXPLAINED = {
  english: ['Something went wrong', 'The bank cannot process this request. Error: '],
  german: ['Fehler', 'Die Anfrage ist ungültig. '],
  text: ['', 'Bad request: '],
  json: ['', ''],
} as const

/** What the browser gets where nobody may be redirected to. */
export function errorPage(world: World, code: string, message: string): Reply {
  const { errorPage: kind, errorPageStatus: status } = world.choices
  const [title, text] = EXPLAINED[kind]
  const headers = browserHeaders(world)
  if (kind === 'json')
    return {
      status: status === 200 ? 400 : status,
      headers: [['Content-Type', 'application/json'], ...headers],
      body: JSON.stringify({ error: code, error_description: message }),
    }
  if (kind === 'text')
    return { status, headers: [['Content-Type', 'text/plain'], ...headers], body: `${text}${message}` }
  return page(world, status, title, `<h1>${title}</h1><p>${text}${kind === 'english' ? code : ''}</p>`, [])
}

/** Leads the browser on, by the means chosen. */
export function leadOn(world: World, location: string, headers: Pairs): Reply {
  const { onTheWay } = world.choices
  if (onTheWay === 'redirect') return redirect(world, location, headers)
  if (onTheWay === 'meta refresh')
    return page(world, 200, 'One moment', `<p><a href="${html(location)}">On</a></p>`, [
      ...headers,
      ['Refresh', `0; url=${location}`],
    ])
  const url = new URL(location, world.origin)
  const hidden = [...url.searchParams].map(([n, v]) => `<input type="hidden" name="${html(n)}" value="${html(v)}">`)
  url.search = ''
  return page(
    world,
    200,
    'One moment',
    `<form id="on" method="get" action="${html(url.href)}">${hidden.join('')}<noscript><button>Continue</button></noscript></form><script src="${world.base}/on.js"></script>`,
    headers,
  )
}

/** A redirect by status code. */
export function redirect(world: World, location: string, headers: Pairs = []): Reply {
  const status = world.has('redirects-307') ? 307 : world.choices.redirectStatus
  return { status, headers: [['Location', location], ...browserHeaders(world), ...headers] }
}

/** A page that posts a response to the client at once (OAuth 2.0 Form Post Response Mode). */
export function postingPage(world: World, target: string, pairs: Pairs, headers: Pairs): Reply {
  const hidden = pairs.map(([name, value]) => `<input type="hidden" name="${html(name)}" value="${html(value)}">`)
  const form = `<form id="on" method="post" action="${html(target)}">${hidden.join('')}<noscript><button>Continue</button></noscript></form>`
  return page(world, 200, 'One moment', `${form}<script src="${world.base}/on.js"></script>`, headers)
}
