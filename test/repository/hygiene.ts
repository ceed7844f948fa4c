/** One thing no file of the repository may hold. Patterns are put together so that this file does not match itself. */
export interface Rule {
  readonly name: string
  readonly pattern: RegExp
  /** Which paths are read; all when absent. */
  readonly paths?: RegExp
  readonly except?: RegExp
  /** A text that breaks the rule, for the test of the rule itself. */
  readonly sample: string
}

const join = (...parts: readonly string[]): string => parts.join('')

export const RULES: readonly Rule[] = [
  {
    name: 'host name of a package registry or a download address',
    pattern: new RegExp(
      join('registry\\.', '[a-z]+js|', 'npmjs', '\\.(org|com)/-|', 'deb\\.', 'debian\\.org|"', 'resolved":'),
    ),
    sample: join('https://registry.', 'npmjs.org/yaml'),
  },
  {
    name: 'absolute path of a machine',
    pattern: new RegExp(
      join(`(^|[^\\w.$\\])}/-])/`, '(work|farm|root|tmp|home/\\w+|Users/\\w+)', '(/[\\w.-]|["\'`\\s]|$)'),
      'm',
    ),
    sample: join('see ', '/ro', 'ot/.npmrc'),
  },
  {
    name: 'private key in PEM',
    pattern: new RegExp(join('-----BEGIN ', '([A-Z]+ )*PRIVATE KEY-----')),
    sample: join('-----BEGIN', ' EC PRIVATE KEY-----'),
  },
  {
    name: 'private key as JWK',
    pattern: new RegExp(join('["\']?\\b', 'd["\']?:\\s*["\'][\\w-]{40,}["\']')),
    sample: join('{ "kty": "EC", "', 'd": "', 'A'.repeat(43), '" }'),
  },
  {
    name: 'password in clear',
    pattern: new RegExp(join('^\\s*', 'password:\\s*(?!\\$(env|file):|\\{)\\S'), 'm'),
    paths: /\.ya?ml$/,
    except: /^suites\/requirements\//,
    sample: join('  password', ': hunter2'),
  },
  {
    name: 'test that is skipped, exclusive or to do',
    pattern: new RegExp(join('\\b(it|test|describe)\\.', '(skip|only|todo|fails)\\b')),
    paths: /^(test|src)\//,
    sample: join('it', '.only('),
  },
  {
    name: 'note of work left open',
    pattern: new RegExp(join('\\b(TO', 'DO|FIX', 'ME|XX', 'X)\\b')),
    paths: /^(src|test|scripts|suites|profiles|schemas|docs|\.ci)\/|^[^/]+$/,
    except: /^package-lock\.json$/,
    sample: join('// TO', 'DO later'),
  },
  {
    // The linter itself refuses the type that stands for anything.
    name: 'types or lint switched off',
    pattern: new RegExp(join('@ts-', '(ignore|expect-error|nocheck)|', 'biome-', 'ignore')),
    paths: /^(src|test|scripts)\/.*\.(ts|mjs)$/,
    sample: join('// @ts-', 'ignore'),
  },
]

const MAX_LINES = 300

/** Breaches of one file, one line each: `path:line: rule`. */
export function uncleanliness(file: { readonly path: string; readonly text: string }): readonly string[] {
  const found = RULES.filter(
    ({ paths, except }) => paths?.test(file.path) !== false && except?.test(file.path) !== true,
  )
    .map((rule) => ({ rule, at: rule.pattern.exec(file.text)?.index }))
    .filter(({ at }) => at !== undefined)
    .map(({ rule, at }) => `${file.path}:${file.text.slice(0, at).split('\n').length}: ${rule.name}`)
  const lines = file.text.split('\n').length - 1
  if (/^(src|scripts)\/.*\.(ts|mjs)$/.test(file.path) && lines > MAX_LINES) {
    found.push(`${file.path}: ${lines} lines, more than ${MAX_LINES}`)
  }
  return found
}
