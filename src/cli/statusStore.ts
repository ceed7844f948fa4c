import { resolve } from 'node:path'
import type { Command } from 'commander'
import { Option } from 'commander'
import type { Context } from './context.ts'
import { UsageError } from './explainError.ts'
import { dateFrom, recordFile, type SignedOptions, signatureFrom, withRecord, withSignature } from './statusOptions.ts'
import { needed, wholeNumber } from './values.ts'

const storeChange = (status: Command, words: string): Command => withSignature(withRecord(status.command(words)))

const changeFrom = (options: SignedOptions) => ({
  file: recordFile(options.record),
  by: signatureFrom(options),
  now: Date.now(),
})

/** `assay status cutover`: from a day on only another version of a profile counts. */
export function addStatusCutover(status: Command, context: Context): void {
  storeChange(status, 'cutover')
    .description('announce the day from which only runs of a new version of a profile count')
    .option('--profile <id>', 'the profile')
    .option('--from <date>', 'the day, e.g. 2026-09-01')
    .option('--digest <sha256:...>', 'digest of the new version; without it any run after that day counts')
    .action(async (options: SignedOptions & { readonly from?: string; readonly digest?: string }) => {
      const profile = needed(options.profile, '--profile <id>', 'a cut-over is of one profile')
      const at = dateFrom(needed(options.from, '--from <date>', 'e.g. --from 2026-09-01'), '--from')
      const cutover = { at, digest: options.digest ?? null }
      const change = changeFrom(options)
      const tools = await (await context.loadAssay()).status()
      const count = await tools.announceCutover({ ...change, profile, cutover })
      context.terminal.err.write(`${count} records of profile "${profile}" are due by then.\n`)
    })
}

/** `assay status operator-keys <key-file>...`: whose signature makes a run count. */
export function addStatusOperatorKeys(status: Command, context: Context): void {
  storeChange(status, 'operator-keys')
    .description('set the public keys of which one has to have signed the evidence of a run that certifies')
    .argument('[key-file...]', 'public keys: PEM, JWK or JWK set; they take the place of those before')
    .option('--none', 'no key counts any more: nothing certifies or is admitted until others are set')
    .action(async (files: readonly string[], options: SignedOptions & { readonly none?: boolean }) => {
      if ((files.length === 0) === (options.none !== true)) throw new UsageError('give key files, or "--none"')
      const { folder, env, err } = context.terminal
      const change = changeFrom(options)
      const tools = await (await context.loadAssay()).status()
      const references = files.map((file) => (file.startsWith('$') ? file : resolve(folder, file)))
      const keys = await tools.trustedKeys(references, env)
      await tools.setOperatorKeys({ ...change, keys })
      err.write(keys.length === 1 ? 'One operator key from now on.\n' : `${keys.length} operator keys from now on.\n`)
    })
}

interface ReceiverOptions extends SignedOptions {
  readonly id?: string
  readonly remove?: boolean
  readonly kind: 'webhook' | 'directory'
  readonly url?: string
  readonly key?: string
  readonly token?: string
  readonly ca?: string
  readonly cert?: string
  readonly certKey?: string
  readonly evidenceUrl?: string
  readonly profileType: string
  readonly profileVariant?: string
  readonly profileVersion: number
}

/** How the directory calls the profile; null for everybody else. */
function directoryProfile({ kind, profileType: type, profileVariant, profileVersion: version }: ReceiverOptions) {
  if (kind !== 'directory') return null
  const advice = 'say how the directory calls the profile'
  return { type, variant: needed(profileVariant, '--profile-variant <text>', advice), version }
}

/** `assay status receiver`: who is told of every change of state. */
export function addStatusReceiver(status: Command, context: Context): void {
  storeChange(status, 'receiver')
    .description('add, change or remove somebody who is told of every change of state')
    .option('--id <name>', 'name of the receiver')
    .option('--remove', 'tell it no more')
    .addOption(
      new Option('--kind <kind>', 'signed CloudEvents, or the certifications resource of a trust directory')
        .choices(['webhook', 'directory'])
        .default('webhook'),
    )
    .option('--url <url>', 'https address of the webhook, or base address of the directory API')
    .option('--key <reference>', 'private JWK that signs the events: $file:path or $env:NAME')
    .option('--token <reference>', 'bearer token: $file:path or $env:NAME')
    .option('--ca <file>', 'PEM file with certificates to trust in addition')
    .option('--cert <file>', 'client certificate, PEM')
    .option('--cert-key <file>', 'key of the client certificate, PEM')
    .option('--evidence-url <url>', 'directory: where the public finds the evidence; {run} stands for the run id')
    .option('--profile-type <text>', 'directory: its ProfileType', 'Redirect')
    .option('--profile-variant <text>', 'directory: its ProfileVariant, e.g. "FAPI2 Security Profile"')
    .option('--profile-version <n>', 'directory: its ProfileVersion', wholeNumber(1, 999), 1)
    .action(async (options: ReceiverOptions) => {
      const id = needed(options.id, '--id <name>', 'e.g. --id operations')
      const change = changeFrom(options)
      const tools = await (await context.loadAssay()).status()
      if (options.remove) return tools.removeReceiver({ ...change, id })
      const { folder } = context.terminal
      // The record is read from other folders, too.
      const place = (file: string | undefined): string | null => (file === undefined ? null : resolve(folder, file))
      const reference = (text: string | undefined): string | null =>
        text === undefined
          ? null
          : text.replace(/^\$file:(.+)$/s, (_, file: string) => `$file:${resolve(folder, file)}`)
      const receiver = {
        ...{ id, kind: options.kind, url: needed(options.url, '--url <url>', 'where to send to') },
        ...{ key: reference(options.key), token: reference(options.token) },
        ...{ ca: place(options.ca), cert: place(options.cert), certKey: place(options.certKey) },
        ...{ evidenceUrl: options.evidenceUrl ?? null, profile: directoryProfile(options) },
      }
      return tools.addReceiver({ ...change, receiver })
    })
}
