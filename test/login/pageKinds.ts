import { CSRF, type PageKind, USERNAME } from './bank.ts'

const CONSENT = `<h1>Share your accounts?</h1><form method="post" action="/do-consent">
  <button name="answer" value="no">Cancel</button><button name="answer" value="yes">Allow</button></form>`
const saysYes = (answer: URLSearchParams): boolean => answer.get('answer') === 'yes'
const common = { userField: 'username', passwordField: 'password', consent: CONSENT, agrees: saysYes }

const inLanguage = (
  language: string,
  [user, password, enter, ask, agree, refuse]: readonly [string, string, string, string, string, string],
): PageKind => ({
  ...common,
  name: `language ${language}`,
  userField: 'f1',
  passwordField: 'f2',
  login: `<form method="post" action="/do-login"><button type="submit" name="x" value="0">${refuse}</button>
    <label for="a">${user}</label><input id="a" name="f1"><label for="b">${password}</label><input id="b" name="f2" type="password">
    <button type="submit">${enter}</button></form>`,
  consent: `<h1>${ask}</h1><form method="post" action="/do-consent"><button name="b" value="2">${refuse}</button>
    <button name="b" value="1">${agree}</button></form>`,
  agrees: (answer) => answer.get('b') === '1',
})

/** Pages that work without JavaScript. Each asks in its own way; the bank behind is the same. */
export const PAGE_KINDS: readonly PageKind[] = [
  {
    ...common,
    name: 'classic with hidden field and remember-me',
    login: `<form method="post" action="/do-login"><input type="hidden" name="csrf" value="${CSRF}">
      <label for="u">User name</label><input id="u" name="username" required>
      <label for="p">Password</label><input id="p" name="password" type="password" required>
      <label><input type="checkbox" name="remember" value="1"> Remember me</label>
      <label><input type="checkbox" name="device" value="known" checked> This is my device</label>
      <input type="reset" value="Clear"><input type="submit" name="go" value="Sign in"></form><a href="/forgot">Forgot password?</a>`,
    kept: { csrf: CSRF, device: 'known', go: 'Sign in', remember: '' },
  },
  {
    ...common,
    name: 'two pages',
    login: `<form method="post" action="/do-user"><input type="text" name="username" autocomplete="username webauthn">
      <input type="password" name="hp" style="display:none"><button>Next</button></form>`,
    passwordPage: `<form method="post" action="/do-login"><input name="shown" value="${USERNAME}" readonly>
      <input type="password" name="password" autocomplete="current-password"><button>Sign in</button></form>`,
  },
  {
    ...common,
    name: 'GET form',
    login: `<form action="/do-login?dropped=1"><input name="username"><input type="password" name="password">
      <select name="realm"><option value="a">A</option><option value="b" selected>B</option></select><button>Login</button></form>`,
    kept: { realm: 'b', dropped: '' },
  },
  {
    ...common,
    name: 'table layout without labels',
    userField: 'f1',
    passwordField: 'f2',
    login: `<table><form method="post" action="/do-login"><tr><td>Branch</td><td><input name="f0" value="007"></td></tr>
      <tr><td>User ID:</td><td><input name="f1"></td></tr><tr><td>PIN:</td><td><input name="f2" type="password"></td></tr>
      <tr><td colspan=2><input type="submit" value="Enter"></td></tr></form></table>`,
    kept: { f0: '007' },
  },
  {
    ...common,
    name: 'opaque names, telling ids, formaction, buttons outside the form',
    userField: 'q7',
    passwordField: 'q8',
    login: `<form id="main" method="get" action="/nowhere"><input name="q6" id="tenantDomain"><input name="q7" id="userNameInput">
      <input name="q8" id="passwordInput" type="password"></form>
      <button form="main" formaction="/nowhere" name="how" value="passkey">Sign in with a passkey</button>
      <button form="main" formaction="/do-login" formmethod="post" name="how" value="password">Log in</button>`,
    kept: { how: 'password', q6: '' },
  },
  {
    ...common,
    name: 'search box, language chooser, newsletter and registration around it',
    login: `<header><form action="/search" role="search"><input name="q" placeholder="Search"><button>Go</button></form>
      <form method="post" action="/lang"><select name="locale" onchange="submit()"><option>en</option><option>de</option></select><button>OK</button></form></header>
      <form method="post" action="/register"><h2>New customer?</h2><input name="username"><input name="email" type="email">
        <input name="password" type="password"><input name="password2" type="password"><button>Create account</button></form>
      <form method="post" action="/do-login"><h2>Sign in</h2><input name="username"><input name="password" type="password"><button>Sign in</button></form>
      <footer><form method="post" action="/news"><input type="email" name="email" placeholder="Your e-mail"><button>Subscribe</button></form></footer>`,
    consent: `<form action="/search"><input type="search" name="s"><button>Search</button></form>${CONSENT}
      <div class="cookies">We use cookies <button>Accept all cookies</button></div><footer><a href="/terms">Agree to nothing</a></footer>`,
  },
  {
    ...common,
    name: 'base href and relative action',
    login: `<base href="/do-x/../"><form method="post" action="do-login"><input name="username"><input name="password" type="password"><input type="image" name="img" src="x.png" alt="Sign in"></form>`,
    kept: { 'img.x': '0' },
  },
  {
    ...common,
    name: 'consent by links',
    login: `<form method="post" action="/do-login" enctype="application/x-www-form-urlencoded"><input name="username"><input name="password" type="password"></form>`,
    consent: `<h1>Access to your accounts</h1><p>Read <a href="/terms">the terms</a>. <a href="/help">No idea?</a></p>
      <a href="/do-consent?ok=0">Decline</a> <a href="do-consent?ok=1">Authorize</a>`,
    agrees: (answer) => answer.get('ok') === '1',
  },
  {
    ...common,
    name: 'scope boxes, required box, empty account list',
    login: `<form method="post" action="/do-login"><input name="username"><input name="password" type="password"><button>Sign in</button></form>`,
    consent: `<form method="post" action="/do-consent"><label><input type="checkbox" name="scope" value="accounts" checked> Accounts</label>
      <label><input type="checkbox" name="scope" value="payments"> Payments</label>
      <label><input type="checkbox" name="account_id" value="1"> Giro</label><label><input type="checkbox" name="account_id" value="2"> Savings</label>
      <label><input type="checkbox" name="terms" value="t" required> I have read the terms</label>
      <label><input type="checkbox" name="ads" value="a"> Send me offers</label>
      <select name="days" required><option value="">Choose</option><option value="90">90 days</option></select>
      <button name="answer" value="yes">Confirm and share</button></form>
      <form method="post" action="/do-consent"><button name="answer" value="no">Do not allow</button></form>`,
    agreed: { scope: ['accounts'], account_id: ['1', '2'], terms: ['t'], ads: [], days: ['90'] },
  },
  {
    ...common,
    name: 'answer by radio buttons',
    login: `<form method="post" action="/do-login"><input name="username"><input name="password" type="password"><button>Sign in</button></form>`,
    consent: `<form method="post" action="/do-consent"><input type="radio" name="answer" value="no" id="n" checked><label for="n">Deny</label>
      <input type="radio" name="answer" value="yes" id="y"><label for="y">Allow</label><button>Submit</button></form>`,
  },
  {
    ...common,
    name: 'one weak word and a cancel link',
    login: `<form autocomplete="off" action="/do-login" method="post"><input required type="text" name="username" placeholder="Enter any login">
      <input required type="password" name="password" placeholder="and password"><button type="submit" class="login">Sign-in</button></form>
      <a href="/do-consent/abort">[ Cancel ]</a>`,
    consent: `<form action="/do-consent" method="post"><input type="hidden" name="prompt" value="consent"><button autofocus>Continue</button></form>
      <a href="/do-consent/abort">[ Cancel ]</a>`,
    agrees: (answer, path) => path === '/do-consent' && answer.get('prompt') === 'consent',
  },
  {
    ...common,
    name: 'list of test users',
    login: `<form method="post" action="/do-login"><select name="username"><option>admin</option><option value="${USERNAME}">First user</option></select>
      <input name="password" type="password"><button>Sign in</button></form>`,
  },
  inLanguage('de', [
    'Benutzername',
    'Passwort',
    'Anmelden',
    'Zugriff erlauben?',
    'Zustimmen und fortfahren',
    'Abbrechen',
  ]),
  inLanguage('fr', ['Identifiant', 'Mot de passe', 'Se connecter', 'Partage de vos comptes', 'Autoriser', 'Refuser']),
  inLanguage('es', ['Usuario', 'Contraseña', 'Iniciar sesión', 'Acceso a sus cuentas', 'Sí, autorizar', 'Rechazar']),
  inLanguage('pt', ['Utilizador', 'Palavra-passe', 'Entrar', 'Acesso às suas contas', 'Autorizar', 'Não autorizar']),
  inLanguage('nl', ['Gebruikersnaam', 'Wachtwoord', 'Inloggen', 'Toegang tot uw rekeningen', 'Toestaan', 'Weigeren']),
  inLanguage('it', ['Nome utente', 'Password', 'Accedi', 'Accesso ai tuoi conti', 'Acconsento', 'Annulla']),
]
