import type { Issue } from '../yaml/types.ts'

/** Lines that may hold a secret: people write the password where the reference belongs, sometimes all on one line. */
const tellingLine = /login|user|pass|pwd|secret|fill|header|pin\b|otp|token|api.?key/i
/** Fields whose value may be a secret, or hold one. */
const tellingField = /^login$|\.(?:username|password)$|\.steps\b|\.headers\b/

/** Takes the source line out of an issue if it may show a secret. */
export function maskLine(issue: Issue): Issue {
  return tellingLine.test(issue.excerpt ?? '') ? { ...issue, excerpt: null } : issue
}

/** Also takes out what a general message quotes of the file: the value seen, and the text of a syntax error. */
export function maskSecrets(issue: Issue): Issue {
  const masked = maskLine(issue)
  const isKey = issue.message.startsWith('unknown key') || issue.message.includes(' is missing in ')
  if (issue.field !== '') {
    return tellingField.test(issue.field) && !isKey ? { ...masked, seen: null, hint: null } : masked
  }
  if (masked.excerpt !== null || issue.excerpt === null) return masked
  const message = issue.message.startsWith('not valid YAML')
    ? issue.message
    : 'not valid YAML: this line has no usable value'
  return {
    ...masked,
    message,
    seen: null,
    hint: 'put the value in quotes; the line is not shown because it may hold a secret',
  }
}
