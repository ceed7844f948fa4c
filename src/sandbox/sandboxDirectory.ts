import { callOf } from './call.ts'
import { type DirectoryInput, directoryRecords } from './directoryRecords.ts'
import { createFederation, entityPath, type Federation, markTypes } from './federation.ts'
import { formValue } from './form.ts'
import type { Context } from './koa.ts'
import { participantsDocument } from './participantsDocument.ts'
import { registryText } from './registryText.ts'
import type { Route } from './routes.ts'
import type { DirectorySource } from './types.ts'

/** The trust directory of a sandbox. */
export interface SandboxDirectory {
  /** Lines of the target file. */
  readonly targetLines: readonly string[]
  /** Files beside the target file. */
  readonly files: readonly (readonly [name: string, text: string])[]
  /** Where it is served; undefined: not there. */
  readonly routes: (path: string) => Route | undefined
}

const participantsPath = '/directory/participants'

function answer(ctx: Context, type: string, body: string | null): void {
  ctx.status = body === null ? 404 : 200
  ctx.type = body === null ? 'application/json' : type
  ctx.body = body ?? { error: 'not_found', error_description: 'there is no such entity here' }
}

function federationRoutes(federation: Federation): SandboxDirectory['routes'] {
  const statement: Route = {
    methods: ['GET'],
    handle: async (ctx) => {
      const subject = new URLSearchParams(ctx.url.split('?')[1] ?? '').get('sub')
      answer(ctx, 'application/entity-statement+jwt', federation.answer(ctx.path, subject))
    },
  }
  const status: Route = {
    methods: ['POST'],
    handle: async (ctx) => {
      const mark = formValue(callOf(ctx).form, 'trust_mark') ?? null
      answer(ctx, 'application/trust-mark-status-response+jwt', federation.status(mark))
    },
  }
  return (path) => {
    if (path === `${entityPath('marks')}/status`) return status
    return /^(\/federation\/\w+)?\/(\.well-known\/openid-federation|fetch)$/.test(path) ? statement : undefined
  }
}

/** Each source by its name. */
const sources: Readonly<Record<DirectorySource, (input: DirectoryInput) => SandboxDirectory>> = {
  registry: (input) => ({
    targetLines: ['directory: { source: registry, file: registry.yaml }'],
    files: [['registry.yaml', registryText(directoryRecords(input))]],
    routes: () => undefined,
  }),
  participants: (input) => {
    const records = directoryRecords(input)
    const route: Route = {
      methods: ['GET'],
      handle: async (ctx) => answer(ctx, 'application/json', JSON.stringify(participantsDocument(records, input))),
    }
    return {
      targetLines: [
        'directory:',
        '  source: participants',
        `  url: ${input.issuer}${participantsPath}`,
        `  role_scopes: ${JSON.stringify(records.roles)}`,
      ],
      files: [],
      routes: (path) => (path === participantsPath ? route : undefined),
    }
  },
  federation: (input) => {
    const federation = createFederation(input, directoryRecords(input))
    return {
      targetLines: [
        'directory:',
        '  source: federation',
        `  anchor: ${input.issuer}${entityPath('anchor')}`,
        '  anchor_jwks: keys/anchor.jwks.json',
        `  trust_marks: ${JSON.stringify(Object.values(markTypes))}`,
      ],
      files: [['keys/anchor.jwks.json', `${JSON.stringify(federation.anchorJwks, null, 2)}\n`]],
      routes: federationRoutes(federation),
    }
  },
}

/** Makes the trust directory of a sandbox. */
export const createDirectory = (source: DirectorySource, input: DirectoryInput): SandboxDirectory =>
  sources[source](input)
