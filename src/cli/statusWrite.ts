import type { Command } from 'commander'
import { Argument, Option } from 'commander'
import type { LifecycleState, StatusRecord } from '../index.ts'
import type { Context } from './context.ts'
import { UsageError } from './explainError.ts'
import {
  dateFrom,
  keyFrom,
  recordFile,
  type SignedOptions,
  signatureFrom,
  withKey,
  withRecord,
  withSignature,
} from './statusOptions.ts'
import { STATE_NAMES, statusText } from './statusText.ts'
import { needed } from './values.ts'

/** A command that changes one record by hand. */
const changing = (status: Command, words: string): Command =>
  withSignature(withKey(withRecord(status.command(words)), 'of')).option('--json', 'print the record as JSON')

function show(context: Context, record: StatusRecord, json: boolean | undefined): void {
  const { out } = context.terminal
  out.write(json ? `${JSON.stringify(record, null, 2)}\n` : statusText(record, out.colour))
}

const changeFrom = (options: SignedOptions) => ({
  file: recordFile(options.record),
  key: keyFrom(options),
  by: signatureFrom(options),
  now: Date.now(),
})

interface RegisterOptions extends SignedOptions {
  readonly directoryOrganisation?: string
  readonly directoryServer?: string
}

/** `assay status register`. */
export function addStatusRegister(status: Command, context: Context): void {
  changing(status, 'register')
    .description('register an application: only from then on can a run certify it')
    .option('--directory-organisation <id>', 'OrganisationId in the trust directory')
    .option('--directory-server <id>', 'AuthorisationServerId in the trust directory')
    .action(async (options: RegisterOptions) => {
      const { directoryOrganisation: organisationId, directoryServer: serverId } = options
      if ((organisationId === undefined) !== (serverId === undefined))
        throw new UsageError('options "--directory-organisation" and "--directory-server" go together')
      const directory = organisationId === undefined || serverId === undefined ? null : { organisationId, serverId }
      const change = changeFrom(options)
      const tools = await (await context.loadAssay()).status()
      show(context, await tools.registerApplication({ ...change, directory }), options.json)
    })
}

interface CredentialOptions extends SignedOptions {
  readonly issued?: string
  readonly revoked?: string
  readonly type: 'certificate' | 'key' | 'secret'
  readonly expires?: string
  readonly rotateBy?: string
  readonly replaces?: string
}

/** `assay status credential`: issue, rotate (`--replaces`), revoke. */
export function addStatusCredential(status: Command, context: Context): void {
  changing(status, 'credential')
    .description('note that a credential was issued, rotated or revoked')
    .option('--issued <id>', 'thumbprint, kid or serial number of the new credential')
    .option('--revoked <id>', 'the credential that does not count any more')
    .addOption(
      new Option('--type <type>', 'what was issued').choices(['certificate', 'key', 'secret']).default('certificate'),
    )
    .option('--expires <date>', 'end of its validity')
    .option('--rotate-by <date>', 'by when it has to be rotated')
    .option('--replaces <id>', 'the credential that it takes the place of')
    .action(async (options: CredentialOptions) => {
      const { issued, revoked, type, expires, rotateBy, replaces } = options
      if ((issued === undefined) === (revoked === undefined))
        throw new UsageError('give one of "--issued <id>" and "--revoked <id>"')
      const change = changeFrom(options)
      const date = (value: string | undefined, name: string) => (value === undefined ? null : dateFrom(value, name))
      const credential = {
        ...{ id: issued ?? '', type },
        ...{ expires: date(expires, '--expires'), rotateBy: date(rotateBy, '--rotate-by') },
      }
      const tools = await (await context.loadAssay()).status()
      const record =
        revoked === undefined
          ? await tools.issueCredential({ ...change, credential, replaces: replaces ?? null })
          : await tools.revokeCredential({ ...change, id: revoked })
      show(context, record, options.json)
    })
}

/** `assay status set <state>`: a named operator decides. */
export function addStatusSet(status: Command, context: Context): void {
  changing(status, 'set')
    .description('set the state by hand, where the rules allow it; evidence alone leads to "conformant"')
    .addArgument(new Argument('<state>', 'the state it comes to').choices(STATE_NAMES))
    .option('--due <date>', 'conditional and in-revision: when it ends')
    .action(async (state: LifecycleState, options: SignedOptions & { readonly due?: string }) => {
      const due = options.due === undefined ? null : dateFrom(options.due, '--due')
      const change = changeFrom(options)
      const tools = await (await context.loadAssay()).status()
      show(context, await tools.setState({ ...change, to: state, due }), options.json)
    })
}

/** `assay status note`: what was seen of the application from outside. */
export function addStatusNote(status: Command, context: Context): void {
  changing(status, 'note')
    .description('note what the trust directory says of the application, or that it has changed')
    .addOption(new Option('--directory <standing>', 'standing in the directory').choices(['active', 'inactive']))
    .option('--change <text>', 'what has changed; the application is due for a run at once')
    .action(
      async (options: SignedOptions & { readonly directory?: 'active' | 'inactive'; readonly change?: string }) => {
        const { directory, change: what } = options
        if ((directory === undefined) === (what === undefined))
          throw new UsageError('give one of "--directory <standing>" and "--change <text>"')
        const change = changeFrom(options)
        const tools = await (await context.loadAssay()).status()
        const record =
          directory === undefined
            ? await tools.noteChange({ ...change, what: needed(what, '--change <text>', 'say what') })
            : await tools.noteStanding({ ...change, standing: directory })
        show(context, record, options.json)
      },
    )
}

/** `assay status record <run-folder>`. */
export function addStatusRecord(status: Command, context: Context): void {
  withRecord(status.command('record'))
    .description('append a run that was made before to the record')
    .argument('<run-folder>', 'folder that the run wrote')
    .option('--profile <id|file>', 'the profile of the run (default: the one of this package that it names)')
    .option('--json', 'print the record as JSON')
    .action(async (folder: string, options: SignedOptions) => {
      const file = recordFile(options.record)
      const tools = await (await context.loadAssay()).status()
      const { profile, json } = options
      show(context, await tools.recordFolder({ file, folder, profile, now: Date.now() }), json)
    })
}
