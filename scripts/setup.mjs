// Installs what a fresh clone lacks; does nothing, fast, when all is there.
//
//   node scripts/setup.mjs            packages, and with them the pinned Node
//   node scripts/setup.mjs --browser  also a Chromium, which only the tests need
//
// Plain JavaScript for Node 18 and later: it runs before anything is installed, on whatever Node the machine has.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const say = (text) => process.stderr.write(`setup: ${text}\n`)

function run(command, args, options = {}) {
  // Output goes to stderr: stdout belongs to the command that comes after the set-up.
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options })
  return done.status === 0
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** Compares what npm noted as installed with what the lock file wants; contents, because a checkout changes file times. */
function missingPackage(folder) {
  const wanted = readJson(join(folder, 'package-lock.json'))
  const installed = readJson(join(folder, 'node_modules', '.package-lock.json'))
  if (installed === null) return 'node_modules'
  for (const [path, entry] of Object.entries(wanted?.packages ?? {})) {
    if (path === '') continue
    const found = installed.packages?.[path]
    // Optional packages are builds for other platforms.
    if (found === undefined && entry.optional === true) continue
    if (found?.version !== entry.version || !existsSync(join(folder, path))) return path
  }
  return null
}

/** The pinned Node comes from an install script of the package `node`, which a machine's npm settings may block. */
function pinnedNode(folder) {
  const file = join(folder, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  const done = spawnSync(file, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' })
  return done.status === 0 ? done.stdout.trim() : null
}

function npm(args) {
  const cli = process.env.npm_execpath
  return cli === undefined
    ? run('npm', args, { shell: process.platform === 'win32' })
    : run(process.execPath, [cli, ...args])
}

function installPackages() {
  const missing = missingPackage(root)
  if (missing !== null) {
    say(`installing packages (${missing} is missing or of another version) ...`)
    const quiet = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
    if (!npm(['ci', ...quiet])) {
      throw new Error('"npm ci" failed; see its messages above, mend the cause (network, disk space) and start again')
    }
  }
  if (pinnedNode(root) !== null) return
  say('installing the pinned Node ...')
  npm(['rebuild', 'node', '--loglevel=error'])
  if (pinnedNode(root) === null) {
    throw new Error(
      'node_modules/.bin/node does not run: the install script of the package "node" was blocked or failed; ' +
        'allow it (npm config "ignore-scripts" must be false) and run "npm rebuild node"',
    )
  }
}

/** The places where src/login/findChromium.ts looks; a test keeps the two lists the same. */
const CHROMIUM_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** First Chromium that is there: in one of its usual places, or fetched by Playwright. */
function findChromium() {
  const found = CHROMIUM_PLACES.find((place) => existsSync(place))
  if (found !== undefined) return found
  try {
    const own = createRequire(join(root, 'package.json'))('playwright-core').chromium.executablePath()
    return existsSync(own) ? own : null
  } catch {
    return null
  }
}

function isDebianRoot() {
  const isRoot = typeof process.getuid === 'function' && process.getuid() === 0
  if (!isRoot || !existsSync('/etc/os-release')) return false
  // Ubuntu's package of this name only points at a snap, so Debian itself is asked for.
  return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

function installChromium() {
  if (findChromium() !== null) return
  say('no Chromium found, installing one for the tests ...')
  if (isDebianRoot()) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    // An update that fails for one source still leaves lists good enough to install from.
    run('apt-get', ['update', '-qq'], { env })
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation'], { env })
  } else {
    const playwright = join(root, 'node_modules', 'playwright-core', 'cli.js')
    run(process.execPath, [playwright, 'install', 'chromium'])
  }
  if (findChromium() === null) {
    throw new Error('no Chromium could be installed; install Chromium or Google Chrome by hand')
  }
}

try {
  installPackages()
  if (process.argv.includes('--browser')) installChromium()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
