// Prints "N passed, N failed" for .ci/run: node scripts/tally.mjs <vitest json report> <name>=<exit status>...
// The first status belongs to the run that wrote the report; each further one counts as one test.
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

const [file, ...statuses] = process.argv.slice(2)
const [tests, ...others] = statuses.map((text) => {
  const [name, status] = text.split('=')
  return { name, ok: status === '0' }
})

function read() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

function say(name, messages) {
  process.stdout.write(`FAILED ${relative('.', name)}\n`)
  for (const message of messages) process.stdout.write(`  ${String(message).slice(0, 1500).replaceAll('\n', '\n  ')}\n`)
}

const report = read()
const files = report?.testResults ?? []
let passed = report?.numPassedTests ?? 0
let failed = report?.numFailedTests ?? 0
// A test file that could not even be loaded has no tests to count.
failed += files.filter((entry) => entry.status === 'failed' && entry.assertionResults.length === 0).length
// No report, no test at all, or an error outside of every test: the exit status is all there is.
if (failed === 0 && (tests?.ok !== true || passed === 0)) failed = 1
for (const other of others) other.ok ? passed++ : failed++
// What failed is said once more at the end: of a long log only the last lines may be kept.
for (const entry of files) {
  if (entry.status === 'failed' && entry.assertionResults.length === 0)
    say(entry.name, [entry.message ?? 'could not be loaded'])
  for (const test of entry.assertionResults) {
    if (test.status === 'failed') say(`${entry.name} > ${test.fullName}`, test.failureMessages)
  }
}
for (const other of others) if (!other.ok) process.stdout.write(`${other.name} failed\n`)
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
