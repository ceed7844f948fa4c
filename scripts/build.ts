// Makes dist/ from nothing, so that no file of an earlier build is left in the package: types by the compiler, code by a
// bundler. The program is some seven hundred small files of our own and of libraries; Node needs a quarter of a second to
// find and link them one by one, a few dozen larger ones take half of that. What package.json lists under
// "dependencies" stays outside: it is large and loaded only when used, or has to be installed as it is. What the code imports
// from "devDependencies" goes in, with its licence.
import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'
import { licencesOf } from './licences.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

const PART = '\0undici'
/**
 * What undici's client takes from Node's own and does without here: that loads Node's fetch and HTTP/2, which cost a fiftieth of a
 * second. The class tells apart streams of servers, the size has to be given to each client, and connections speak
 * HTTP/1.1 only.
 */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['node:http', 'export class IncomingMessage {}\nexport const maxHeaderSize = 16_384'],
  ['./client-h2.js', "export default () => { throw new Error('HTTP/2 was not asked for') }"],
])
/**
 * Of undici goes in what this program uses: all of it, with fetch, web sockets and mocks, takes longer to load than the other
 * libraries of a run together. A name that is missing here fails the build.
 */
const partOfUndici: Plugin = {
  name: 'part-of-undici',
  resolveId(id, importer = '') {
    if (id === 'undici') return PART
    return INSTEAD.has(id) && importer.includes('/undici/lib/') ? `\0instead:${id}` : null
  },
  load: (id) =>
    id === PART
      ? ['Agent', 'Client']
          .map((name) => `export { default as ${name} } from 'undici/lib/dispatcher/${name.toLowerCase()}.js'`)
          .join('\n')
      : (INSTEAD.get(id.replace('\0instead:', '')) ?? null),
}

function makeTypes(): boolean {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const done = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
  return done.status === 0
}

async function makeCode(): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object }
  const outside = Object.keys(manifest.dependencies)
  const bundle = await rolldown({
    cwd: root,
    input: {
      index: 'src/index.ts',
      'cli/main': 'src/cli/main.ts',
      // Started by their file names, from beside the code that starts it.
      'chunks/proofWorker': 'src/app/proofWorker.ts',
      'chunks/recertifyWorker': 'src/app/recertifyWorker.ts',
    },
    platform: 'node',
    plugins: [partOfUndici],
    transform: { target: 'node22.19' },
    external: (id) => outside.some((name) => id === name || id.startsWith(`${name}/`)),
  })
  // Two levels deep like the sources, which find the files of the package from where they stand.
  const { output } = await bundle.write({
    dir: dist,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Node reads, checks and keeps the text of every file it loads: white space and comments are half of it, and one
    // character beyond Latin-1 doubles a file in memory. Names stay, for stack traces.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    charset: 'ascii',
    comments: false,
  })
  await bundle.close()
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  writeFileSync(join(dist, 'LICENSES.txt'), licencesOf(modules))
  chmodSync(join(dist, 'cli', 'main.js'), 0o755)
}

rmSync(dist, { recursive: true, force: true })
if (makeTypes()) await makeCode()
else process.exitCode = 1
