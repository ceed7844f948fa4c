import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import type { Assay, ListedDialect, Variant } from '../index.ts'
import { checkDefects } from './checkDefects.ts'
import { columnsOf } from './columnsOf.ts'
import type { Context } from './context.ts'
import { typedPath } from './executeRun.ts'
import { UsageError } from './explainError.ts'
import { collect, wholeNumber } from './values.ts'
import { variantFrom } from './variantFrom.ts'

interface Options {
  readonly dir: string
  readonly port?: number
  readonly mtlsPort?: number
  readonly defect?: readonly string[]
  readonly variant?: readonly Partial<Variant>[]
  readonly dialect: string
  readonly listDialects?: boolean
  readonly nonces?: 'both' | 'as' | 'rs'
  readonly drills?: boolean
  readonly directory?: 'registry' | 'participants' | 'federation'
  readonly login: 'forms' | 'javascript'
  readonly accessTokens: 'opaque' | 'jwt'
  readonly listDefects?: boolean
  readonly json?: boolean
}

async function listDefects({ terminal: { out }, loadAssay }: Context, json: boolean): Promise<void> {
  const defects = await (await loadAssay()).listDefects()
  if (json) out.write(`${JSON.stringify(defects, null, 2)}\n`)
  else out.write(columnsOf(defects.map(({ id, requirement, title }) => [id, requirement, title])))
}

async function listDialects({ terminal: { out }, loadAssay }: Context, json: boolean): Promise<void> {
  const dialects = await (await loadAssay()).listDialects()
  if (json) out.write(`${JSON.stringify(dialects, null, 2)}\n`)
  else out.write(columnsOf(dialects.map(({ id, profile, title }) => [id, profile, title])))
}

/** The dialect of that id. @throws UsageError */
async function knownDialect(id: string, assay: Assay): Promise<ListedDialect> {
  const dialects = await assay.listDialects()
  const dialect = dialects.find((one) => one.id === id)
  if (dialect !== undefined) return dialect
  throw new UsageError(`"--dialect": there is no dialect "${id}"; known: ${dialects.map((one) => one.id).join(', ')}`)
}

async function serve(options: Options, { terminal, loadAssay }: Context): Promise<void> {
  const { out, err, folder } = terminal
  const {
    dir,
    port,
    mtlsPort,
    defect = [],
    variant,
    dialect,
    nonces,
    directory,
    drills,
    login,
    accessTokens,
    json,
  } = options
  const assay = await loadAssay()
  await checkDefects(defect, assay)
  const { id, profile } = await knownDialect(dialect, assay)
  const sandbox = await assay.startSandbox({
    dir: resolve(folder, dir),
    defects: defect,
    dialect: id,
    nonces: nonces === 'both' ? true : (nonces ?? false),
    ...(variant === undefined ? {} : { variants: variant }),
    ...(directory === undefined ? {} : { directory }),
    drills: drills === true,
    login,
    accessTokens,
    ...(port === undefined ? {} : { port }),
    ...(mtlsPort === undefined ? {} : { mtlsPort }),
    onFault: (error) =>
      err.write(`sandbox: internal error: ${error instanceof Error ? error.message : String(error)}\n`),
  })
  const target = typedPath(sandbox.targetFile, folder)
  if (json) {
    const { issuer, mtlsOrigin, targetFile, caFile, defects } = sandbox
    out.write(`${JSON.stringify({ issuer, mtlsOrigin, targetFile, caFile, defects })}\n`)
  } else {
    out.write(`Issuer       ${sandbox.issuer}\nTarget file  ${target}\n`)
  }
  err.write(`\nTest it: assay run --profile ${profile} --target ${target}\nPress Ctrl-C to stop.\n`)
  await new Promise<void>((stop) => terminal.onInterrupt(stop))
  await sandbox.close()
}

/** `assay sandbox`: serves the embedded authorization server and resource API until interrupted. */
export function addSandboxCommand(program: Command, context: Context): void {
  program
    .command('sandbox')
    .description('serve the embedded FAPI 2.0 authorization server and resource API on 127.0.0.1')
    .option('--dir <dir>', 'folder for keys, certificates and the ready target file', '.assay/sandbox')
    .option('--port <n>', 'port of the issuer (default: a free one)', wholeNumber(1, 65535))
    .option(
      '--mtls-port <n>',
      'port of the host that asks for client certificates (default: a free one)',
      wholeNumber(1, 65535),
    )
    .option('--dialect <id>', 'follow the rules of an ecosystem (see --list-dialects)', 'plain')
    .option('--defect <id>', 'break this rule; may be given more than once', collect)
    .option(
      '--variant <key>',
      'only this variant in the target file, e.g. private_key_jwt+dpop+openid; may be given more than once',
      (text: string, before: readonly Partial<Variant>[] = []) => [...before, variantFrom(text)],
    )
    .addOption(new Option('--nonces <where>', 'demand DPoP nonces').choices(['both', 'as', 'rs']))
    .addOption(
      new Option('--directory <kind>', 'serve a trust directory and name it in the target file').choices([
        'registry',
        'participants',
        'federation',
      ]),
    )
    .option('--drills', 'serve an admin API and allow "assay drill" in the target file')
    .addOption(new Option('--login <kind>', 'kind of login pages').choices(['forms', 'javascript']).default('forms'))
    .addOption(
      new Option('--access-tokens <kind>', 'form of the access tokens').choices(['opaque', 'jwt']).default('opaque'),
    )
    .option('--list-dialects', 'list the ecosystems whose rules the sandbox knows, and exit')
    .option('--list-defects', 'list the rules that can be broken, and exit')
    .option('--json', 'print data as JSON')
    .action(async (options: Options) => {
      if (options.listDefects) await listDefects(context, options.json === true)
      else if (options.listDialects) await listDialects(context, options.json === true)
      else await serve(options, context)
    })
}
