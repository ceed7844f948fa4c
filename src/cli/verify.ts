import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Verification } from '../index.ts'
import type { Context } from './context.ts'
import { duration } from './duration.ts'
import { EXIT } from './exitCode.ts'
import { given } from './given.ts'
import { plain } from './plain.ts'
import { collect } from './values.ts'

interface Options {
  readonly key?: readonly string[]
  readonly maxAge?: number
  readonly profile?: string
  readonly minTool?: string
  readonly json?: boolean
}

const ANSWERS: Readonly<Record<Verification['answer'], { readonly title: string; readonly exit: number }>> = {
  ok: { title: 'Genuine: everything is as it was signed', exit: EXIT.conformant },
  'not-ok': { title: 'Not in order', exit: EXIT.notConformant },
  'cannot-tell': { title: 'Cannot tell: nobody known has signed', exit: EXIT.incomplete },
}

/** The answer, its problems, and whose evidence it is, for people. */
export function verificationText(found: Verification): string {
  const { answer, problems, signers, profile, target } = found
  const facts: readonly (readonly [string, string | null])[] = [
    ['run', found.runId],
    ['result', found.result === null ? null : `${found.result}${found.partial ? ' (partial)' : ''}`],
    ['ended', found.finishedAt],
    ['observed by', found.observedBy],
    ['target', target && `${target.id} ${target.issuer}`],
    ['profile', profile && `${profile.id} ${profile.digest}`],
    ['signed by', signers.map(({ keyid, known }) => `${keyid}${known ? '' : ' (not known)'}`).join(', ')],
    ['evidence', found.evidenceDigest],
  ]
  const shown = problems.map(({ file, where, message }) => {
    const place = [file, where].filter((part) => part !== null).join(', ')
    return `  ${place === '' ? '' : `${place}: `}${message}`
  })
  return `${[
    ANSWERS[answer].title,
    ...shown,
    ...facts.flatMap(([name, value]) => (value ? [`  ${name.padEnd(12)}${value}`] : [])),
  ]
    .map(plain)
    .join('\n')}\n`
}

/** `assay verify <run-folder>`: whether evidence is genuine, fresh and of the right profile. */
export function addVerifyCommand(program: Command, context: Context): void {
  program
    .command('verify')
    .description('check that a run folder is as it was signed: signatures, every file, the event log, age, profile')
    .argument('<run-folder>', 'folder that a run wrote')
    .option('--key <key>', 'public key (PEM, JWK, JWK set) that you trust; may be given more than once', collect)
    .option('--max-age <duration>', 'longest time since the end of the run, e.g. 30d', duration)
    .option('--profile <id|file>', 'the run has to be of this version of the profile')
    .option('--min-tool <version>', 'lowest version of fapi-assay that counts')
    .option('--json', 'print data as JSON')
    .addHelpText(
      'after',
      `
Exit codes: 0 in order, 1 not in order, 2 wrong usage, 3 cannot tell (unsigned, or signed by no key given)

Example:
  $ assay verify reports/acme-bank/20260228-134501-1f3a9c --key operator.jwks.json --max-age 30d`,
    )
    .action(async (folder: string, { key, maxAge, profile, minTool, json }: Options) => {
      const { out, env, folder: here } = context.terminal
      const assay = await context.loadAssay()
      const terms = given({ maxAgeMs: maxAge, profile, minTool })
      const options = { folder: resolve(here, folder), keys: key ?? [], env, now: Date.now(), ...terms }
      const found = await assay.verifyEvidence(options)
      out.write(json ? `${JSON.stringify(found, null, 2)}\n` : verificationText(found))
      context.exit(ANSWERS[found.answer].exit)
    })
}
