import type { CaseResult } from '../../src/verdict/types.ts'

/** Texts that a server, a target file or an operator's suite may hold and that no report may give power to. */
export const HOSTILE =
  `</script></style></title>"><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>` +
  ` ]]> ]]> &lt; ' \` | @everyone \${x} ::error::x %0A <!-- --> javascript:alert(1) \u0000\u0007\u001b[31mred\u001b[0m \u202egnp.exe \ud800 \ufffe`

/** The case result with hostile text wherever text can come from outside. */
export function withHostileText(result: CaseResult): CaseResult {
  return {
    ...result,
    title: `${result.title} ${HOSTILE}`,
    reason: `${result.reason} ${HOSTILE}`,
    findings: result.findings.map((finding) => ({ ...finding, expected: HOSTILE, observed: HOSTILE })),
  }
}
