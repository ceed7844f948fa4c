import { describe, expect, it } from 'vitest'
import { pageFacts } from '../../src/login/pageFacts.ts'
import { move, read, type Seen } from './moveOn.ts'

/** Login and consent pages of further servers; everything but forms and what stands around them is cut away. */
const LOGINS: readonly (readonly [string, string, readonly [string, string], string])[] = [
  [
    'Auth0',
    `<h1>Welcome</h1><form method="POST" class="_form-login-password" data-form-primary="true"><input type="hidden" name="state" value="x"><label aria-hidden="true" for="username">Email address*</label>
      <input inputmode="email" name="username" id="username" required autocomplete="email"><label for="password">Password*</label><input name="password" id="password" type="password" required autocomplete="current-password"><button type="button" aria-label="Show password"></button>
      <p><a href="/u/reset">Forgot password?</a></p><button type="submit" name="action" value="default">Continue</button></form><p>Don't have an account? <a href="/signup">Sign up</a></p>
      <form method="post" data-provider="google"><input type="hidden" name="connection" value="google-oauth2"><button type="submit">Continue with Google</button></form>`,
    ['username', 'password'],
    'Continue',
  ],
  [
    'Curity',
    `<form method="POST" action="/authn/authenticate/htmlSql"><h1 class="login-title">Username and password login</h1><label class="visually-hidden" for="userName">Username</label><input type="text" id="userName" name="userName" placeholder="Username" autofocus>
      <label for="password">Password</label><input type="password" id="password" name="password"><button type="submit" class="button button-primary">Login</button><a href="/authn/forgot-password">Forgot your password?</a><a href="/register">Create account</a></form>`,
    ['userName', 'password'],
    'Login',
  ],
  [
    'Okta',
    `<h2>Sign In</h2><form method="POST" action="/sso"><label for="okta-signin-username">Username</label><input type="text" name="username" id="okta-signin-username" autocomplete="username" required><label for="okta-signin-password">Password</label>
      <input type="password" name="password" id="okta-signin-password"><input type="checkbox" name="remember" id="input41"><label for="input41">Remember me</label><input class="button-primary" type="submit" value="Sign In"></form><a href="#" class="link help">Need help signing in?</a>`,
    ['username', 'password'],
    'Sign In',
  ],
  [
    'Keycloak, in Japanese',
    `<h1>アカウントにログイン</h1><form id="kc-form-login" method="post" action="/x"><label for="username">ユーザー名またはメールアドレス</label><input id="username" name="username" autocomplete="username"><label for="password">パスワード</label><input id="password" name="password" type="password">
      <input id="rememberMe" name="rememberMe" type="checkbox"><button name="login" id="kc-login" type="submit">ログイン</button></form><a href="/reg">登録</a>`,
    ['username', 'password'],
    'ログイン',
  ],
  [
    'a bank, in Arabic',
    `<h1>تسجيل الدخول</h1><form method="post" dir="rtl"><label for="a">اسم المستخدم</label><input id="a" name="f1"><label for="b">كلمة المرور</label><input id="b" type="password" name="f2"><button type="submit">دخول</button></form>`,
    ['f1', 'f2'],
    'دخول',
  ],
]

describe('login pages of further servers', () => {
  it.each(LOGINS)('%s', (_, body, [user, password], press) => {
    for (const scripted of [false, true])
      expect(move(read(body), 'approve', scripted)).toEqual({
        ...{ fills: { [user]: 'user1', [password]: 's3cret' } },
        ...{ ticks: [], press },
      })
  })

  it.each([
    ['in Japanese', '<label for="l">ログインID</label><input id="l" name="lid"><button>次へ</button>', 'lid', '次へ'],
    [
      'in Portuguese, by taxpayer number',
      '<label for="c">CPF</label><input id="c" name="doc"><button>Continuar</button>',
      'doc',
      'Continuar',
    ],
  ])('first of two pages %s', (_, form, name, press) => {
    const page = read(`<h1>x</h1><form method="post">${form}</form>`, { title: 'x' })
    expect(move(page)).toEqual({ fills: { [name]: 'user1' }, ticks: [], press })
  })

  it('among several ways to log in, the one by password is taken', () => {
    const way = (name: string): string =>
      `<form method="get" action="/${name}"><button class="b">${name}</button></form>`
    const body = ['BankID', 'A username and password authenticator', 'Smart card'].map(way).join('')
    expect(move(read(body, { title: 'Select authentication method' }))).toMatchObject({
      press: 'A username and password authenticator',
    })
  })
})

const CONSENTS: readonly (readonly [string, string, Partial<Seen>, string])[] = [
  [
    'Auth0',
    `<h1>Authorize App</h1><p>Corner Shop is requesting access.</p><form method="POST"><input type="hidden" name="state" value="x"><input type="hidden" name="scope[]" value="openid">
      <button type="submit" name="action" value="decline">Decline</button><button type="submit" name="action" value="accept">Accept</button></form>`,
    { press: 'Accept' },
    'Decline',
  ],
  [
    'Curity',
    `<h1>Authorize Corner Shop</h1><form method="POST" action="/consent"><input type="checkbox" name="scope" value="accounts" checked disabled><input type="hidden" name="token" value="x">
      <button type="submit" name="consent" value="allow">Allow</button><button type="submit" name="consent" value="deny">Don't allow</button></form>`,
    { press: 'Allow', ticks: [] },
    "Don't allow",
  ],
  [
    'ForgeRock, which is not asked to remember the consent',
    `<h1>Corner Shop</h1><form method="post" action="/am/oauth2/authorize"><input type="hidden" name="csrf" value="x"><input type="checkbox" name="save_consent" id="saveConsent"><label for="saveConsent">Save Consent</label>
      <button name="decision" value="deny" type="submit">Deny</button><button name="decision" value="allow" type="submit">Allow</button></form>`,
    { press: 'Allow', ticks: [] },
    'Deny',
  ],
  [
    'a bank of Brazil, with an account to choose and terms',
    `<h1>Confirme o compartilhamento</h1><form method="post"><label><input type="radio" name="acc" value="1">Conta 0001</label><label><input type="radio" name="acc" value="2">Conta 0002</label><label><input type="checkbox" name="ok" required> Li e concordo com os termos</label>
      <button type="submit" name="x" value="confirm">Confirmar compartilhamento</button><button name="x" value="cancel" formnovalidate>Cancelar</button></form>`,
    { press: 'Confirmar compartilhamento', ticks: ['ok=', 'acc=1'] },
    'Cancelar',
  ],
]

const CONSENT_WORDS: readonly (readonly [string, string, string])[] = [
  ['ar', 'موافق', 'رفض'],
  ['ar', 'السماح', 'إلغاء'],
  ['cs', 'Povolit', 'Zrušit'],
  ['da', 'Godkend', 'Annuller'],
  ['de', 'Zustimmen', 'Nicht zustimmen'],
  ['el', 'Αποδοχή', 'Απόρριψη'],
  ['fi', 'Hyväksy', 'Peruuta'],
  ['he', 'אישור', 'ביטול'],
  ['hu', 'Engedélyezés', 'Elutasítás'],
  ['ja', '同意する', '同意しない'],
  ['ja', '許可する', '拒否する'],
  ['ja', 'はい', 'いいえ'],
  ['ko', '동의', '취소'],
  ['nb', 'Godta', 'Avbryt'],
  ['pl', 'Zezwól', 'Odmów'],
  ['pt', 'Concordo', 'Não concordo'],
  ['ro', 'Permite', 'Anulează'],
  ['ru', 'Разрешить', 'Отклонить'],
  ['sv', 'Godkänn', 'Avbryt'],
  ['tr', 'İzin ver', 'Reddet'],
  ['uk', 'Дозволити', 'Скасувати'],
  ['zh', '同意', '不同意'],
  ['zh', '授权', '取消'],
]

describe('error pages of further servers', () => {
  const around = (form: string): string => `<header>${form}</header><h1>Invalid request</h1><p>Reference 4711</p>`
  const siteLogin =
    '<form method="post" action="/in"><input name="user"><input type="password" name="p"><button>Sign in</button></form>'

  it('get no password where the login of the whole site stands around them', () => {
    const page = read(around(siteLogin), { title: 'Error' })
    expect(move(page)).toBe('rest')
    expect(move(read(around(siteLogin), { title: 'Bank', status: 400 }))).toBe('rest')
    expect(pageFacts(page)).toMatchObject({ saysError: true, hasPasswordField: false })
    expect(move(read(`<header>${siteLogin}</header><h1>Welcome</h1>`))).toMatchObject({ press: 'Sign in' })
  })

  it.each(['Back to home', 'Try again', 'Contact support'])('have no form where one only leads away: %s', (label) => {
    const page = read(`<p>x</p><form action="/"><button>${label}</button></form>`, { title: 'Bank' })
    expect(pageFacts(page)).toMatchObject({ saysError: false, hasForm: false })
    expect(move(page)).toBe('rest')
  })
})

describe('consent pages of further servers', () => {
  it.each(CONSENTS)('%s', (_, body, approve, deny) => {
    const page = read(body, { title: 'x' })
    expect(move(page)).toMatchObject(approve)
    expect(move(page, 'cancel')).toMatchObject({ press: deny })
  })

  it.each(CONSENT_WORDS)('in %s: %s, %s', (_, yes, no) => {
    const button = (label: string, value: number): string => `<button name="r" value="${value}">${label}</button>`
    for (const buttons of [button(yes, 1) + button(no, 2), button(no, 2) + button(yes, 1)]) {
      const page = read(`<h1>Corner Shop</h1><form method="post">${buttons}</form>`, { title: 'x' })
      expect(move(page)).toMatchObject({ press: yes })
      expect(move(page, 'cancel')).toMatchObject({ press: no })
    }
  })

  it('a cookie notice is neither agreed to nor refused instead', () => {
    const notice = '<div id="onetrust-banner-sdk"><button>Accept all</button><button>Reject all</button></div>'
    const question = '<form method="post"><button>Authorise access</button><button>Deny access</button></form>'
    for (const body of [notice + question, question + notice]) {
      expect(move(read(body), 'approve', true)).toMatchObject({ press: 'Authorise access' })
      expect(move(read(body), 'cancel', true)).toMatchObject({ press: 'Deny access' })
    }
    expect(move(read(`<h1>Hello</h1>${notice}`), 'approve', true)).toBe('rest')
  })

  it.each([
    [
      'PingFederate',
      'Allow',
      '<form method="POST"><input type="checkbox" name="scope" value="a" checked><a onclick="deny()" class="button">Cancel</a><a onclick="allow()" class="button">Allow</a></form>',
    ],
    [
      'WSO2',
      'Continue',
      '<form method="post"><input type="checkbox" name="consent_1" required><input type="button" onclick="approved()" value="Continue"><input type="reset" onclick="deny()" value="Cancel"></form>',
    ],
  ])('whose buttons need their script say so: %s', (_, label, body) => {
    const page = read(`<h1>Request for approval</h1>${body}`, { title: 'x' })
    expect(move(page)).toBe(`stuck: "${label}" (type "button")`)
    expect(move(page, 'approve', true)).toMatchObject({ press: label })
  })

  it.each([
    ['a link', '<h1>Thank you</h1><a href="https://shop.example/cb?code=a&amp;state=b">Zurück zum Shop</a>'],
    [
      'a form',
      '<p>Ok</p><form method="post" action="https://shop.example/cb"><input type="hidden" name="code" value="a"><button>Zurück zum Shop</button></form>',
    ],
  ])('the way back to the client may be %s', (_, body) => {
    for (const action of ['approve', 'cancel'] as const)
      expect(move(read(body, { title: 'x' }), action)).toMatchObject({ press: 'Zurück zum Shop' })
    expect(move(read(body, { title: 'x', status: 400 }))).toBe('rest')
    expect(move(read(body.replaceAll('code', 'other'), { title: 'x' }))).not.toMatchObject({ press: 'Zurück zum Shop' })
  })

  it('words of one language that mean something else in another one decide nothing', () => {
    const page = read(
      '<h1>Consentement</h1><form method="post"><button>Accepter en mon nom</button><button>Refuser</button></form>',
    )
    expect(move(page)).toMatchObject({ press: 'Accepter en mon nom' })
    const error = read('<p>x</p><form method="post" action="/r"><button>Försök igen</button></form>', { title: 'x' })
    expect(move(error)).toBe('rest')
  })
})
