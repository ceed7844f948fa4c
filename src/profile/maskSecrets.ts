import type { Issue } from '../yaml/types.ts'

/** Lines that may hold a secret: people write the password where the reference belongs, sometimes all on one line. */
const tellingLine = /login|user|pass|pwd|secret|fill|header|pin\b|otp|token|api.?key/i
/** Fields whose value may be a secret, or hold one. */
const tellingField = /^login\b|\.headers\b/
/** The line starts with a key, so that its value is not that of a telling key on an earlier line. */
const ownKey = /^\s*(?:- )?[\w.-]+\s*:/

/** Takes the source line out of an issue if it may show a secret; of an unknown key it shows the key only. */
export function maskLine(issue: Issue): Issue {
  if (issue.excerpt === null) return issue
  const excerpt = isUnknownKey(issue) ? upToKey(issue.excerpt, issue.column ?? 1) : issue.excerpt
  const isTelling = tellingField.test(issue.field) && !isUnknownKey(issue)
  const isHidden = isTelling || tellingLine.test(excerpt) || (issue.field === '' && !ownKey.test(excerpt))
  return { ...issue, excerpt: isHidden ? null : excerpt }
}

function isUnknownKey({ message }: Issue): boolean {
  return message.startsWith('unknown key ')
}

function upToKey(excerpt: string, column: number): string {
  const end = excerpt.indexOf(':', column - 1)
  return end === -1 ? excerpt : `${excerpt.slice(0, end)}: ...`
}

/** Also takes out what a general message quotes of the file: the value seen, and the text of a syntax error. */
export function maskSecrets(issue: Issue): Issue {
  const masked = maskLine(issue)
  if (masked.excerpt !== null || issue.excerpt === null || isUnknownKey(issue)) return masked
  if (issue.field !== '') return tellingField.test(issue.field) ? { ...masked, ...withoutValue(issue) } : masked
  const message = issue.message.startsWith('not valid YAML')
    ? issue.message
    : 'not valid YAML: this line has no usable value'
  const hint = 'put the value in quotes; the line is not shown because it may hold a secret'
  return { ...masked, message, seen: null, hint }
}

/** Words that are no secret may stay: which key is missing, which driver there is. */
function withoutValue({ message, field, seen, hint }: Issue): Pick<Issue, 'seen' | 'hint'> {
  const isHarmless = / is (?:missing in|written out)/.test(message) || field === 'login.driver'
  return isHarmless ? { seen, hint } : { seen: null, hint: null }
}
