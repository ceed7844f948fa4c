// The life of one partner application, from registration to offboarding, with nothing but the commands that an operator
// types. Prints a page of Markdown (docs/lifecycle.md is one); ends with 1 as soon as a command, the gate above all, answers
// otherwise than it should.
//   node examples/lifecycle/lifecycle.mjs [folder]      what it makes is thrown away unless a folder is named
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandsIn, print, stage } from './commands.mjs'
import { makeKey, partnerServer, thumbprintIn } from './partner.mjs'

const own = import.meta.dirname
const named = process.argv[2]
const folder = resolve(named ?? mkdtempSync(join(tmpdir(), 'assay-lifecycle-')))
const { start, assay, show } = commandsIn(folder)
const { serve, stop } = partnerServer({ start })

const key = `--organisation 'Acme Bank' --application acme-sandbox --profile short-life --environment sandbox`
const run = 'run --profile ./profile.yaml --target partner/target.yaml'
const operator = '--observed-by operator --sign operator.pem'
const ann = (reason) => `--by ann --reason '${reason}'`
const isIn = {
  registered: 1,
  credentialed: 1,
  testing: 1,
  conformant: 0,
  conditional: 0,
  expired: 1,
  suspended: 1,
  offboarded: 1,
}
/** Asks the gate about an application in this state; anything else than the answer that belongs to it ends the story. */
async function gate(state, { expected = isIn[state], more = '' } = {}) {
  const { out } = await show(`gate --record status.db ${key}${more}`, { expected })
  if (!out.includes(`"${state}" since`)) throw new Error(`"${state}" was expected:\n${out}`)
}
/** State, reason and credentials; the rest of the record is shown at the end. */
const standing = { pattern: /^ {2}[a-z]+ (?:since|\S+:)/ }
const verdict = { pattern: /^Conformant|^ {2}[✓✗]|Exit code/ }
const recertify = 'recertify --fleet fleet.yaml'
const daysFromNow = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const asJson = async (line) => JSON.parse((await assay(`${line} --record status.db --json`)).out)

async function life() {
  print(`# The life of one partner

What an operator types from the registration of a partner application to its end, and what the gate answers at each stage.
This page is the output of \`node examples/lifecycle/lifecycle.mjs\`, which does all of it against the embedded sandbox, with the
commands as they stand here; a test does it anew. Its profile has few cases, and gives some seconds to mend what a
recertification finds, so that nobody has to wait long for the due date; a real one has hundreds, and days. Of long answers
only the telling lines are shown.
`)
  await serve()
  for (const name of ['operator', 'partner']) makeKey(folder, name)
  copyFileSync(join(own, 'fleet.yaml'), join(folder, 'fleet.yaml'))
  const credential = thumbprintIn(join(folder, 'partner/keys/pkjwt-dpop-client1.jwks.json'))

  stage(
    '0. Whose word counts',
    'The operator has a key (made as in [attestation.md](attestation.md)). Only what it signs can certify.',
  )
  await show(`status operator-keys operator.pub --record status.db ${ann('key ceremony 7')}`, { stream: 'err' })

  stage('1. Registered', 'From here on a run can count. The gate knows the application, and does not let it in.')
  await show(`status register --record status.db ${key} ${ann('contract 4711')}`, standing)
  const asked = Date.now()
  await gate('registered')
  // On a slow machine the gate has to be asked in time, too.
  const grace = Math.max(5, Math.ceil((12 * (Date.now() - asked)) / 1000))
  const profile = readFileSync(join(own, 'profile.yaml'), 'utf8')
  writeFileSync(join(folder, 'profile.yaml'), profile.replace(/^grace: .*$/m, `grace: ${grace}s`))

  stage(
    '2. Credentialed',
    'The partner gets its credential, here a signing key. When the last one ends, conformity ends with it.',
  )
  const issued = `--issued ${credential} --type key --expires ${daysFromNow(400)}`
  await show(`status credential --record status.db ${key} ${issued} ${ann('onboarding')}`, standing)
  await gate('credentialed')

  stage('3. Testing', 'The partner tests itself: conformant, and not enough for the gate.')
  await show(`${run} --record status.db --out self-test`, verdict)
  await gate('testing')
  print('Nor does it help to call oneself the operator: that stands in a file that anybody can write.\n')
  await show(`${run} --observed-by operator --sign partner.pem --out forged`, verdict)
  await show('status record forged --record status.db --profile ./profile.yaml', standing)
  await gate('testing')

  stage(
    '4. Conformant',
    'Somebody of the operator makes the run and seals it. The evidence verifies, and the gate opens.',
  )
  await show(`${run} ${operator} --record status.db --out certified`, verdict)
  await show('verify certified --key operator.pub --max-age 30d --profile ./profile.yaml')
  await gate('conformant')
  print('The head of the audit log is kept elsewhere: from then on nobody can shorten or rewrite what is before it.\n')
  const exported = await show('status export --record status.db --out audit-1.jsonl', { stream: 'err' })
  const head = /\d+:sha256:[0-9a-f]{64}/.exec(exported.err)?.[0]

  stage('5. Watched', 'The record says what is due next, and why. A cron job asks every night whether it is time.')
  await show('status list --record status.db')
  await show(`${recertify} --dry-run`)
  print(
    'Then the partner brings out a release, with new keys and a rule less: PKCE is not compulsory any more. Nobody tells.\n',
  )
  await serve('--defect par-pkce')
  await show(`${recertify} --dry-run`)

  stage(
    '6. Conditional',
    'The recertification fails. There is time to mend it, and until then only who asks strictly is refused.',
  )
  await show(recertify, { expected: 1 })
  await gate('conditional')
  await gate('conditional', { expected: 1, more: ' --strict' })
  await show('status list --record status.db')
  const [conditional] = await asJson('status list')
  print('What is different from the run that was certified:\n')
  const [{ runs }] = await asJson('status show')
  await show(`diff certified ${relative(folder, runs[0].folder)}`, {
    expected: 1,
    pattern: /pkce-challenge-missing|differences/,
  })

  stage('7. Expired', 'Nobody mends it, and the due date passes. Nobody has to write that down: whoever asks sees it.')
  await sleep(Math.max(0, Date.parse(conditional.due) - Date.now() + 1))
  await gate('expired')

  stage('8. Conformant again', 'The partner mends its server. Only a run leads back.')
  await serve()
  await show(recertify)
  await gate('conformant')

  stage('9. Suspended', 'An incident. A named operator decides, with a reason; both stay in the log.')
  await show(`status set suspended --record status.db ${key} ${ann('incident 12: a key was published')}`, standing)
  await gate('suspended')
  print('Recertification leaves it alone as long as that stands. Afterwards conformity has to be shown anew.\n')
  await show(`${recertify} --dry-run`)
  await show(`status set testing --record status.db ${key} ${ann('incident 12 is closed')}`, standing)
  await gate('testing')
  await show(recertify)
  await gate('conformant')

  stage(
    '10. Offboarded',
    'The contract ends. The drill takes the client out and looks whether anything of it still works.',
  )
  const drill = `drill --profile ./profile.yaml --target partner/target.yaml --only drill-client-offboarded`
  await show(`${drill} --sign operator.pem --out offboarding`, verdict)
  await show(
    `status credential --record status.db ${key} --revoked ${credential} ${ann('contract 4711 ended')}`,
    standing,
  )
  await gate('suspended')
  await show(`status set offboarded --record status.db ${key} ${ann('contract 4711 ended')}`, standing)
  await gate('offboarded')

  stage('11. What remains', 'The whole story: each step with when, who and why.')
  await show(`status show --record status.db ${key}`, { pattern: / -> / })
  print('The log is whole, and goes on from the head that was kept at stage 4. The rest is for the archive.\n')
  await show(`status verify --record status.db --head ${head}`)
  await show('status export --record status.db --out audit-2.jsonl', { stream: 'err' })
  if (!readFileSync(join(folder, 'audit-2.jsonl'), 'utf8').includes(runs[0].runId)) throw new Error('a run is missing')
}

mkdirSync(folder, { recursive: true })
try {
  await life()
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
} finally {
  await stop()
  if (named === undefined) rmSync(folder, { recursive: true, force: true })
}
