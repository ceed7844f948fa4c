import { posix } from 'node:path'
import { codeOnly, type Import, importsOf } from './imports.ts'

/**
 * What a folder of `src/` may import of the others. `all` = values and types, `types` = only `import type`.
 * The order is that of the data; an entry may name only folders above it, so no cycle of folders can be written down.
 */
export const FOLDERS: Readonly<Record<string, Readonly<Record<string, 'all' | 'types'>>>> = {
  // What JSON, JWKs and the algorithms for them are, whoever reads them: imported by all that do, but not by the sandbox.
  json: {},
  yaml: {},
  // Schemas of payloads: read when a profile is, which names them, and asked when answers are judged.
  payload: { yaml: 'all' },
  wire: {},
  // Trust directories: a registry is read with the target file that names it, the others are asked during a run.
  directory: { json: 'all', yaml: 'all', wire: 'types' },
  profile: { json: 'all', yaml: 'all', payload: 'all', directory: 'all' },
  suite: { yaml: 'all' },
  login: { profile: 'all', wire: 'all' },
  checks: { json: 'all', payload: 'types', profile: 'types', suite: 'all', wire: 'types', login: 'types' },
  flow: { json: 'all', payload: 'all', profile: 'all', suite: 'types', wire: 'all', login: 'types', checks: 'types' },
  mutations: {
    json: 'all',
    profile: 'types',
    suite: 'types',
    wire: 'types',
    login: 'types',
    checks: 'types',
    flow: 'all',
  },
  // What only profile and suite together show to be wrong is said with its place in the file.
  plan: { yaml: 'all', profile: 'all', suite: 'all', flow: 'all', mutations: 'all' },
  probes: { json: 'all', payload: 'all', directory: 'all', profile: 'all', wire: 'all', login: 'types', checks: 'all' },
  // A baseline is read in `profile/` and applied here.
  verdict: { directory: 'types', profile: 'types', suite: 'all', wire: 'types', checks: 'all' },
  run: {
    ...{ profile: 'all', suite: 'all', wire: 'all', login: 'all', flow: 'all', mutations: 'all', plan: 'all' },
    ...{ directory: 'all', checks: 'all', probes: 'all', verdict: 'all' },
  },
  // What runs against broken sandboxes say about the suite: pure, it sees verdicts and nothing of how they were made.
  prove: { verdict: 'types' },
  evidence: { json: 'all', suite: 'types', wire: 'types', verdict: 'types' },
  // What changed between two recorded runs: pure, read from what `evidence/` gives back.
  diff: { json: 'all', verdict: 'types', wire: 'types', evidence: 'types' },
  report: { suite: 'types', wire: 'types', verdict: 'types', evidence: 'types' },
  status: { json: 'all', verdict: 'types', evidence: 'types' },
  // What of a fleet is due: pure.
  fleet: { verdict: 'types', status: 'types' },
  sandbox: { profile: 'types' },
}

/** Folder that puts the others together for `index.ts`: it may import them all, none may import it. */
const COMPOSITION = 'app'

/** npm packages and Node modules that only these folders may import. */
export const OWNED: Readonly<Record<string, readonly string[]>> = {
  undici: ['wire'],
  yaml: ['yaml'],
  ajv: ['payload'],
  'ajv-formats': ['payload'],
  'playwright-core': ['login'],
  'tough-cookie': ['login'],
  'openid-client': ['probes'],
  'oidc-provider': ['sandbox'],
  'junit-report-builder': ['report'],
  hono: ['report', 'sandbox'],
  commander: ['cli'],
  kysely: ['status'],
  'node:sqlite': ['status'],
  'node:fs': ['payload', 'profile', 'suite', 'yaml', 'evidence', 'report', 'status', 'sandbox', 'app', 'cli'],
  'node:net': ['wire', 'sandbox'],
  'node:tls': ['wire', 'sandbox'],
  'node:dns': ['wire'],
  'node:dgram': [],
  'node:http': ['wire', 'sandbox'],
  'node:https': ['wire', 'sandbox'],
  'node:http2': [],
  'node:child_process': [],
  'node:readline': ['cli'],
  'node:process': ['cli'],
}

/** Loaded only when used: a static import of a value would cost every command its start. */
const LAZY = ['playwright-core']

/** Folders that ask questions about what was recorded: what they may import from outside, and nothing else. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  verdict: [],
  prove: [],
  checks: ['node:crypto', 'node:buffer', 'jose', 'parse5'],
}

/** Words of a folder's code that stand for something it must be given instead. */
const FORBIDDEN: readonly { readonly word: RegExp; readonly except: readonly string[]; readonly why: string }[] = [
  { word: /\bconsole\s*\./, except: ['cli'], why: 'console only in src/cli' },
  {
    word: /\bprocess\s*\.\s*(exit|exitCode|env|argv|stdout|stderr|stdin)\b/,
    except: ['cli'],
    why: 'process only in src/cli',
  },
  { word: /(?<![.\w])fetch\(/, except: ['wire', 'sandbox'], why: 'only src/wire opens connections' },
  {
    word: /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(\)/,
    except: ['cli', 'app', 'wire', 'sandbox', 'login', 'run', 'profile'],
    why: 'clock and randomness are passed in',
  },
]

export interface SourceFile {
  /** Path below the repository, with `/`: `src/flow/par.ts`. */
  readonly path: string
  readonly text: string
}

/** `src/flow/par.ts` -> `flow`; `src/index.ts` -> `index`. */
function folderOf(path: string): string {
  const parts = path.split('/')
  return parts.length > 2 ? (parts[1] ?? '') : (parts[1] ?? '').replace(/\.ts$/, '')
}

/** `@peculiar/x509/build` -> `@peculiar/x509`; `node:fs/promises` -> `node:fs`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function relative(from: string, found: Import): string[] {
  const target = posix.join(posix.dirname(from), found.specifier)
  const [here, there] = [folderOf(from), folderOf(target)]
  if (!found.specifier.endsWith('.ts')) return [`"${found.specifier}" does not end in .ts`]
  if (!target.startsWith('src/')) return [`"${found.specifier}" leaves src/`]
  if (here === there || here === 'index') return []
  if (here === COMPOSITION && FOLDERS[there] !== undefined) return []
  if (here === 'cli') return there === 'index' ? [] : [`src/cli may import only src/index.ts, not "${found.specifier}"`]
  const allowed = FOLDERS[here]?.[there]
  if (allowed === undefined) return [`src/${here} may not import src/${there}`]
  return allowed === 'types' && !found.typeOnly ? [`src/${here} may import only types of src/${there}`] : []
}

function external(from: string, found: Import, dependencies: ReadonlySet<string>): string[] {
  const folder = folderOf(from)
  const name = packageOf(found.specifier)
  const wrong: string[] = []
  if (!name.startsWith('node:') && !dependencies.has(name)) wrong.push(`"${name}" is not in package.json`)
  const owners = OWNED[name]
  if (owners !== undefined && !owners.includes(folder)) wrong.push(`src/${folder} may not import "${name}"`)
  if (LAZY.includes(name) && !found.dynamic && !found.typeOnly)
    wrong.push(`"${name}" must be loaded by import() when used`)
  if (PURE[folder]?.includes(name) === false) wrong.push(`src/${folder} is pure, it may not import "${name}"`)
  return wrong
}

/** First cycle found among the files' imports of values, as a path of file names, or null. Types are gone at run time. */
export function findCycle(files: readonly SourceFile[]): readonly string[] | null {
  const edges = new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(text)
        .filter((found) => found.specifier.startsWith('.') && !found.typeOnly)
        .map((found) => posix.join(posix.dirname(path), found.specifier)),
    ]),
  )
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] | null => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return null
    for (const next of edges.get(path) ?? []) {
      const cycle = visit(next, [...trail, path])
      if (cycle !== null) return cycle
    }
    done.add(path)
    return null
  }
  for (const path of edges.keys()) {
    const cycle = visit(path, [])
    if (cycle !== null) return cycle
  }
  return null
}

/** All breaches of the import table, one line each: `src/a/b.ts: what is wrong`. */
export function breaches(files: readonly SourceFile[], dependencies: ReadonlySet<string>): readonly string[] {
  return files.flatMap(({ path, text }) => {
    const folder = folderOf(path)
    const known = ['index', 'cli', COMPOSITION].includes(folder) || FOLDERS[folder] !== undefined
    const found = known ? [] : [`folder src/${folder} is not in the import table`]
    for (const one of importsOf(text)) {
      found.push(...(one.specifier.startsWith('.') ? relative(path, one) : external(path, one, dependencies)))
    }
    const code = codeOnly(text)
    for (const { word, except, why } of FORBIDDEN) {
      const seen = word.exec(code)
      if (seen !== null && !except.includes(folder)) found.push(`"${seen[0]}": ${why}`)
    }
    return found.map((line) => `${path}: ${line}`)
  })
}
