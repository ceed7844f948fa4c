import { CSRF, type PageKind } from './bank.ts'

const common = {
  userField: 'username',
  passwordField: 'password',
  needsBrowser: true,
  agrees: (answer: URLSearchParams) => answer.get('answer') === 'yes',
}
const PLAIN_LOGIN = `<form method="post" action="/do-login"><input name="username"><input name="password" type="password"><button>Sign in</button></form>`
const PLAIN_CONSENT = `<form method="post" action="/do-consent"><button name="answer" value="no">Cancel</button><button name="answer" value="yes">Allow</button></form>`

const POST = `function post(path, values) {
  const form = document.createElement('form'); form.method = 'post'; form.action = path
  for (const [name, value] of Object.entries(values)) { const input = document.createElement('input'); input.type = 'hidden'; input.name = name; input.value = value; form.append(input) }
  document.body.append(form); form.submit()
}`
const FETCH_LOGIN = `async function enter() {
  const body = new URLSearchParams({ username: document.querySelector('#u').value, password: document.querySelector('#p').value })
  const answer = await fetch('/do-login', { method: 'POST', body })
  if (answer.url.endsWith('/consent')) location.href = answer.url
  else document.querySelector('#note').textContent = 'Unknown user or wrong password'
}`

/** Pages that only work with JavaScript. */
export const SCRIPTED_KINDS: readonly PageKind[] = [
  {
    ...common,
    name: 'form drawn by JavaScript',
    login: `<div id="root"></div><script>document.getElementById('root').innerHTML = ${JSON.stringify(PLAIN_LOGIN.replace('<input', `<input type="hidden" name="csrf" value="${CSRF}"><input`))}</script>`,
    consent: `<div id="root"></div><script>document.getElementById('root').innerHTML = ${JSON.stringify(PLAIN_CONSENT)}</script>`,
    kept: { csrf: CSRF },
  },
  {
    ...common,
    name: 'single page with fetch and no form',
    login: `<label for="u">User name</label><input id="u"><label for="p">Password</label><input id="p" type="password"><div role="button" tabindex="0" onclick="enter()">Sign in</div><p id="note" role="alert"></p><script>${FETCH_LOGIN}</script>`,
    consent: `<p>May the app see your accounts?</p><button type="button" onclick="post('/do-consent', { answer: 'no' })">No, thanks</button><button type="button" onclick="post('/do-consent', { answer: 'yes' })">Allow access</button><script>${POST}</script>`,
  },
  {
    ...common,
    name: 'form that comes late',
    login: `<p>Loading ...</p><script>setTimeout(() => { document.body.innerHTML = ${JSON.stringify(PLAIN_LOGIN)} }, 1500)</script>`,
    consent: `<script>setTimeout(() => { document.body.innerHTML = ${JSON.stringify(PLAIN_CONSENT)} }, 700)</script>`,
  },
  {
    ...common,
    name: 'two steps on one page',
    login: `<form id="f"><div id="one"><input id="u" autocomplete="username" oninput="document.querySelector('#next').disabled = !this.value"><button id="next" type="button" disabled onclick="document.querySelector('#two').style.display = 'block'; document.querySelector('#one').style.display = 'none'">Next</button></div>
      <div id="two" style="display: none"><input id="p" type="password"><button type="submit">Sign in</button></div></form><p id="note"></p>
      <script>${FETCH_LOGIN}; document.querySelector('#f').addEventListener('submit', (event) => { event.preventDefault(); enter() })</script>`,
    consent: PLAIN_CONSENT,
  },
  {
    ...common,
    name: 'consent in a dialog',
    login: PLAIN_LOGIN,
    consent: `<style>.veil { position: fixed; inset: 0; background: #0008 } .tick input { display: none }</style><main><h1>Consent</h1></main>
      <div class="veil" role="dialog"><form method="post" action="/do-consent" onsubmit="return confirm('Sure?')"><label class="tick"><input type="checkbox" name="terms" value="t" required><span>I have read the terms</span></label>
      <button name="answer" value="yes">Agree</button></form><form method="post" action="/do-consent"><button name="answer" value="no">Decline</button></form></div>`,
    agreed: { terms: ['t'] },
  },
  {
    ...common,
    name: 'shadow trees and new windows',
    login: `<my-login></my-login><script>customElements.define('my-login', class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = ${JSON.stringify(PLAIN_LOGIN)} } })</script>`,
    consent: `<a href="/do-consent?answer=no" target="_blank">Cancel</a> <button onclick="window.open('/do-consent?answer=yes')">Authorize</button>`,
  },
  {
    ...common,
    name: 'form in a frame',
    login: `<h1>Welcome</h1><iframe title="Login" width="400" height="300" srcdoc="${PLAIN_LOGIN.replaceAll('"', '&quot;').replace('<form', '<form target=&quot;_top&quot;')}"></iframe>`,
    consent: PLAIN_CONSENT,
  },
]
