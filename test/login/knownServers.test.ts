import { describe, expect, it } from 'vitest'
import { move, read, type Seen } from './moveOn.ts'

/** Shapes of login pages as widespread servers draw them: names and order of the fields are theirs, the rest is cut away. */
const LOGINS: readonly (readonly [string, string, readonly [string, string], string | null])[] = [
  [
    'Keycloak',
    `<header><ul><li><a href="/l/de">Deutsch</a></li></ul><h1>Sign in to your account</h1></header><form id="kc-form-login" action="/auth?session_code=1" method="post">
      <label for="username">Username or email</label><input id="username" name="username" value="" autocomplete="username">
      <label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password"><button type="button" aria-label="Show password"></button>
      <input type="checkbox" id="rememberMe" name="rememberMe"><a href="/reset">Forgot Password?</a><input type="hidden" name="credentialId"><input name="login" type="submit" value="Sign In"></form>
      <form id="kc-select-try-another-way-form" action="/auth" method="post"><input type="hidden" name="tryAnotherWay" value="on"><a href="#">Try Another Way</a></form>
      <span>New user? <a href="/register">Register</a></span><a href="/broker/google">Google</a>`,
    ['username', 'password'],
    'Sign In',
  ],
  [
    'IdentityServer',
    `<form action="/Account/Login" method="post"><input type="hidden" name="Input.ReturnUrl" value="/x"><label for="Input_Username">Username</label><input id="Input_Username" name="Input.Username" placeholder="Username">
      <label for="Input_Password">Password</label><input type="password" id="Input_Password" name="Input.Password"><input type="checkbox" name="Input.RememberLogin" value="true">
      <button name="Input.Button" value="login">Login</button><button name="Input.Button" value="cancel">Cancel</button><input name="__RequestVerificationToken" type="hidden" value="t"><input name="Input.RememberLogin" type="hidden" value="false"></form>`,
    ['Input.Username', 'Input.Password'],
    'Login',
  ],
  [
    'Spring Security',
    `<form class="login-form" method="post" action="/login"><h2>Please sign in</h2><p><label for="username" class="screenreader">Username</label><input type="text" id="username" name="username" placeholder="Username" required autofocus></p>
      <p><label for="password">Password</label><input type="password" id="password" name="password" required></p><input name="_csrf" type="hidden" value="x"><button type="submit" class="primary">Sign in</button></form>`,
    ['username', 'password'],
    'Sign in',
  ],
  [
    'Ory',
    `<h1>Please log in</h1><form action="" method="POST"><input type="hidden" name="challenge"><table><tr><td><input type="email" id="email" name="email" placeholder="email@foobar.com"></td><td>(it's "foo@bar.com")</td></tr><tr><td><input type="password" id="password" name="password"></td></tr></table>
      <input type="checkbox" id="remember" name="remember" value="1"><label for="remember">Remember me</label><input type="submit" id="accept" name="submit" value="Log in"><input type="submit" id="reject" name="submit" value="Deny access"></form>`,
    ['email', 'password'],
    'Log in',
  ],
  [
    'ForgeRock',
    `<form><input name="callback_0" id="idToken1" placeholder="User Name"><input type="password" name="callback_1" id="idToken2" placeholder="Password"><input type="submit" name="callback_2" value="Next"></form>`,
    ['callback_0', 'callback_1'],
    'Next',
  ],
  [
    'WSO2',
    `<form action="../commonauth" method="post" id="loginForm"><input type="text" id="usernameUserInput" name="usernameUserInput" placeholder="Username"><input id="username" name="username" type="hidden" value=""><input type="password" id="password" name="password" placeholder="Password">
      <input type="hidden" name="sessionDataKey" value="1"><input type="checkbox" id="chkRemember" name="chkRemember"><button type="submit">Continue</button><button type="button">Create Account</button></form>`,
    ['usernameUserInput', 'password'],
    'Continue',
  ],
  [
    'Django',
    `<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="x"><p><label for="id_username">Username:</label> <input type="text" name="username" autofocus maxlength="150" required id="id_username"></p>
      <p><label for="id_password">Password:</label> <input type="password" name="password" required id="id_password"></p><input type="submit" value="Login"><input type="hidden" name="next" value="/o/authorize"></form>`,
    ['username', 'password'],
    'Login',
  ],
  [
    'oidc-provider',
    `<h1>Sign-in</h1><form autocomplete="off" action="/interaction/1" method="post"><input type="hidden" name="prompt" value="login"><input required type="text" name="login" placeholder="Enter any login"><input required type="password" name="password" placeholder="and password"><button type="submit" class="login login-submit">Sign-in</button></form><div><a href="/interaction/1/abort">[ Cancel ]</a></div>`,
    ['login', 'password'],
    'Sign-in',
  ],
  [
    'a bank with branch, account and PIN',
    `<form method="post"><table><tr><td>Zugangsnummer</td><td><input name="zn"></td></tr><tr><td>Filiale</td><td><input name="blz" value="100"></td></tr><tr><td>PIN</td><td><input type="password" name="pin"></td></tr></table><input type="submit" value="Anmelden"></form>`,
    ['zn', 'pin'],
    'Anmelden',
  ],
]

describe('login pages of widespread servers', () => {
  it.each(LOGINS)('%s', (_, body, [user, password], press) => {
    for (const scripted of [false, true]) {
      const seen = move(read(body), 'approve', scripted)
      expect(seen).toEqual({ fills: { [user]: 'user1', [password]: 's3cret' }, ticks: [], press })
      expect(move(read(body, { status: 401 }), 'cancel', scripted)).toEqual(seen)
    }
  })

  it.each([
    [
      'identifier first',
      '<main><h1>Log in</h1><form method="post"><input type="hidden" name="state"><input inputmode="email" name="username" id="username" autocomplete="email"><div aria-hidden="true"><input type="password" name="password" tabindex="-1"></div><button type="submit" name="action" value="default">Continue</button></form><form method="post"><input type="hidden" name="connection" value="g"><button>Continue with Google</button></form></main>',
      'username',
      'Continue',
    ],
    [
      'login name',
      '<h1>Welcome back!</h1><form method="post"><label for="l">Login Name</label><input id="l" name="loginName" autocomplete="username" required><button type="submit" name="register" value="true" formnovalidate>Register new user</button><button id="submit-button" type="submit">Next</button></form>',
      'loginName',
      'Next',
    ],
  ])('first of two pages: %s', (_, body, name, press) => {
    expect(move(read(body))).toEqual({ fills: { [name]: 'user1' }, ticks: [], press })
  })
})

const CONSENTS: readonly (readonly [string, string, Partial<Seen>, Partial<Seen> | string])[] = [
  [
    'Keycloak',
    `<h1>Grant Access to app</h1><h3>Do you grant these access privileges?</h3><form action="/consent" method="POST"><input type="hidden" name="code" value="c"><input name="accept" id="kc-login" type="submit" value="Yes"><input name="cancel" id="kc-cancel" type="submit" value="No"></form>`,
    { press: 'Yes' },
    { press: 'No' },
  ],
  [
    'IdentityServer',
    `<form action="/Consent" method="post"><input type="checkbox" name="Input.ScopesConsented" value="openid" checked disabled><input type="hidden" name="Input.ScopesConsented" value="openid"><input type="checkbox" name="Input.ScopesConsented" value="api" checked>
      <input name="Input.Description" placeholder="Description or name of device"><input type="checkbox" name="Input.RememberConsent" value="true"><label>Remember My Decision</label>
      <button name="Input.Button" value="yes" autofocus>Yes, Allow</button><button name="Input.Button" value="no">No, Do Not Allow</button></form>`,
    { press: 'Yes, Allow', ticks: [], fills: {} },
    { press: 'No, Do Not Allow' },
  ],
  [
    'Spring Authorization Server',
    `<h1>Consent required</h1><form name="consent_form" method="post" action="/oauth2/authorize"><input type="hidden" name="client_id" value="c"><input type="checkbox" name="scope" value="message.read" id="message.read"><label for="message.read">message.read</label>
      <input type="checkbox" name="scope" value="message.write" id="message.write"><button type="submit" id="submit-consent">Submit Consent</button><button type="reset" id="cancel-consent" onclick="cancelConsent()">Cancel</button></form><p>If you do not approve, click Cancel</p>`,
    { press: 'Submit Consent', ticks: ['scope=message.read', 'scope=message.write'] },
    'stuck: login.cancel',
  ],
  [
    'Ory',
    `<h1>An application requests access to your data!</h1><form method="POST"><input class="grant_scope" type="checkbox" id="openid" value="openid" name="grant_scope"><input class="grant_scope" type="checkbox" value="offline" name="grant_scope"><input type="checkbox" name="remember" value="1"><label>Do not ask me again</label>
      <input type="submit" id="accept" name="submit" value="Allow access"><input type="submit" id="reject" name="submit" value="Deny access"></form>`,
    { press: 'Allow access', ticks: ['grant_scope=openid', 'grant_scope=offline'] },
    { press: 'Deny access', ticks: [] },
  ],
  [
    'Dex',
    `<h2>Grant Access</h2><form method="post"><input type="hidden" name="approval" value="approve"><button type="submit"><span>Grant Access</span></button></form><form method="post"><input type="hidden" name="approval" value="rejected"><button type="submit"><span>Cancel</span></button></form>`,
    { press: 'Grant Access' },
    { press: 'Cancel' },
  ],
  [
    'oidc-provider',
    `<h1>Authorize</h1><ul><li>scopes:</li></ul><form autocomplete="off" action="/interaction/1" method="post"><input type="hidden" name="prompt" value="consent"><button autofocus type="submit" class="login login-submit">Continue</button></form><a href="/interaction/1/abort">[ Cancel ]</a>`,
    { press: 'Continue' },
    { press: '[ Cancel ]' },
  ],
  [
    'Django OAuth Toolkit',
    `<h3>Authorize app?</h3><form id="authorizationForm" method="post"><input type="hidden" name="scope" value="read"><p>Application requires the following permissions</p><input type="submit" class="btn" value="Cancel"><input type="submit" class="btn primary" name="allow" value="Authorize"></form>`,
    { press: 'Authorize' },
    { press: 'Cancel' },
  ],
  [
    'Doorkeeper',
    `<h1>Authorization required</h1><p>Authorize app to use your account?</p><form action="/oauth/authorize" method="post"><input type="hidden" name="client_id"><input type="submit" value="Authorize" class="btn btn-success"></form><form action="/oauth/authorize" method="post"><input type="hidden" name="_method" value="delete"><input type="submit" value="Deny" class="btn btn-danger"></form>`,
    { press: 'Authorize' },
    { press: 'Deny' },
  ],
  [
    'MITREid, whose buttons set a hidden value',
    `<h1>Approval Required for app</h1><form name="confirmationForm" method="POST"><input type="checkbox" name="scope_openid" value="openid" checked><input type="radio" name="remember" value="none" checked><input type="radio" name="remember" value="until-revoked"><h3>Do you authorize "app"?</h3><input name="user_oauth_approval" value="true" type="hidden"><input name="authorize" value="Authorize" type="submit"><input name="deny" value="Deny" type="submit" onclick="$('#user_oauth_approval').attr('value',false)"></form>`,
    { press: 'Authorize', ticks: [] },
    'stuck: login.cancel',
  ],
]

describe('consent pages of widespread servers', () => {
  it.each(CONSENTS)('%s', (_, body, approve, cancel) => {
    const page = read(body, { title: 'Consent' })
    expect(move(page)).toMatchObject(approve)
    if (typeof cancel === 'string') expect(move(page, 'cancel')).toBe(cancel)
    else expect(move(page, 'cancel')).toMatchObject(cancel)
  })

  it('of one page for password and consent are answered with the password, either way', () => {
    const page = read(
      `<h4>Authorization</h4><p>Do you grant authorization to the application?</p><form action="/decision" method="POST"><input type="text" id="loginId" name="loginId" placeholder="Login ID" required><input type="password" id="password" name="password" required>
        <input type="submit" name="authorized" id="authorize-button" value="Authorize"><input type="submit" name="denied" id="deny-button" value="Deny"></form>`,
    )
    const fills = { loginId: 'user1', password: 's3cret' }
    expect(move(page)).toEqual({ fills, ticks: [], press: 'Authorize' })
    expect(move(page, 'cancel')).toEqual({ fills, ticks: [], press: 'Deny' })
  })
})

describe('pages on the way', () => {
  it.each([
    [
      'an account is chosen',
      '<h1>Choose an account</h1><form method="post"><button name="a" value="1">Other, other@x</button><button name="a" value="2">User One, USER1</button><button>Use another account</button></form>',
      'User One, USER1',
    ],
    [
      'an offer is passed over',
      '<h1>Set up a second factor</h1><form method="post"><button name="skip" value="true">Skip</button><button name="next">Next</button></form>',
      'Skip',
    ],
    [
      'a button leads to the login',
      '<h1>My bank</h1><p>Hello</p><a class="btn" href="/login">Log in</a><a href="/reg" class="btn">Register</a>',
      'Log in',
    ],
    [
      'a connector is chosen',
      '<h2>Log in to Dex</h2><a href="/auth/local"><button><span>Log in with Email</span></button></a>',
      'Log in with Email',
    ],
  ])('%s', (_, body, press) => {
    expect(move(read(body, { title: 'Welcome' }))).toMatchObject({ press })
  })

  it.each([
    [
      'Keycloak: error',
      '<h1>We are sorry...</h1><p>Invalid parameter: redirect_uri</p><a id="backToApplication" href="https://client.example">Back to Application</a>',
      400,
    ],
    [
      'error with a way back to the login',
      '<h1>Session</h1><p>Your session has expired.</p><a class="btn" href="/login">Log in again</a>',
      200,
    ],
    [
      'error with status 200',
      '<h1>Oops</h1><form action="/"><button>OK</button></form><form method="post" action="/allow"><button>Allow</button></form>',
      200,
    ],
    [
      'error with status 400 and a consent form',
      '<form method="post"><button>Allow</button><button>Deny</button></form>',
      400,
    ],
    [
      'home page',
      '<nav><a class="btn" href="/login">Log in</a></nav><p>Welcome</p><button type="button">Log out</button>',
      200,
    ],
    [
      'logged out',
      '<p>You are logged out</p><form method="post" action="/logout"><button>Yes, sign out</button></form>',
      200,
    ],
    [
      'newsletter',
      '<p>Hello</p><form method="post" action="/x"><input type="email" name="email"><button>Subscribe</button></form>',
      200,
    ],
    [
      'cookies',
      '<p>Hello</p><form id="cookie-notice" method="post"><button>Accept</button><button>Decline</button></form>',
      200,
    ],
  ])('nothing is done on: %s', (_, body, status) => {
    for (const action of ['approve', 'cancel'] as const)
      expect(move(read(body, { title: 'My bank', status }), action)).toBe('rest')
  })
})

describe('forms that are no login', () => {
  it('are left where another form asks for one password', () => {
    const two =
      '<form method="post"><input name="u1"><input type="password" name="p1"><input type="password" name="p2"><button>Go</button></form>'
    const one = '<form method="post"><input name="u3"><input type="password" name="p3"><button>Go</button></form>'
    expect(move(read(two + one))).toMatchObject({ fills: { u3: 'user1', p3: 's3cret' } })
  })

  it('are no question where nothing can be filled in', () => {
    expect(move(read('<p>Your request</p><form><input name="a" value="1" disabled></form>'))).toBe('rest')
  })

  it.each(['Confirm', 'Continue', 'Verify'])('a one-time code is not answered by pressing "%s"', (label) => {
    const page = read(
      `<form method="post"><label>Verification code <input name="c"></label><button>${label}</button><button>Cancel</button></form>`,
    )
    expect(move(page)).toBe('stuck: "Verification code" (name "c")')
  })

  it('are not taken for agreement where only ways to refuse stand', () => {
    const page = read('<a href="/x">Cancel</a><form method="post"><button>Do not allow</button></form>')
    expect(move(page)).toBe('rest')
    expect(move(page, 'cancel')).toMatchObject({ press: 'Cancel' })
  })

  it.each([
    [
      'registration',
      '<form method="post"><input name="username"><input type="password" name="p" autocomplete="new-password"><button>Continue</button></form>',
      'stuck: "" (name "username")',
    ],
    [
      'change of the password',
      '<form method="post"><input type="password" name="old"><input type="password" name="new"><input type="password" name="again"><button>Change password</button></form>',
      'stuck: "" (name "new")',
    ],
    [
      'password and second password',
      '<form method="post"><input name="user"><input type="password" name="pw"><input type="password" name="pin"><button>Sign in</button></form>',
      'stuck: "" (name "pin")',
    ],
  ])('%s', (_, body, seen) => {
    expect(move(read(body))).toBe(seen)
  })
})
