import { Provider } from 'oidc-provider'
import { ApiWorld } from './apiWorld.ts'
import { issueServerCertificate } from './certificates.ts'
import { type Credentials, createCredentials } from './credentials.ts'
import { dialectOf } from './dialects/registry.ts'
import { drillFiles, withNextCertificates } from './drillFiles.ts'
import { fitCredentials } from './fitCredentials.ts'
import { front } from './front.ts'
import type { Middleware } from './koa.ts'
import { libraryConfiguration } from './libraryConfiguration.ts'
import { Lifecycle } from './lifecycle.ts'
import { type Listener, listen } from './listeners.ts'
import { NonceSource } from './nonces.ts'
import { prepareLibrary } from './prepareLibrary.ts'
import { ReplayCache } from './replayCache.ts'
import { serveRevocation } from './revocation.ts'
import { createRoutes } from './routes.ts'
import { createDirectory } from './sandboxDirectory.ts'
import type { Site, SiteTtl } from './site.ts'
import { Store } from './store.ts'
import { createStoreRules } from './storeRules.ts'
import { createStrict, type Strict } from './strict.ts'
import { servedVariants, targetFileText } from './targetFile.ts'
import { jwtTokens, opaqueTokens } from './tokenForm.ts'
import type { Sandbox, SandboxOptions } from './types.ts'
import { writeFolder } from './writeFolder.ts'

/**
 * Starts an authorization server in its FAPI 2.0 profile and a resource API on 127.0.0.1, and writes keys, certificates
 * and a ready target file to `options.dir`.
 * @throws Error for an unknown defect id, a lifetime out of range, a port in use or a folder that cannot be written
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { strict, ids } = createStrict(options.defects ?? [])
  const dialect = dialectOf(options.dialect)
  const ttl = lifetimes(options, strict)
  const given = options.credentials ?? (await createCredentials())
  const asked = options.variants ?? dialect.target.variants
  const served = new Set(servedVariants(given, asked).flatMap(({ clients }) => clients.map(({ id }) => id)))
  const fitted = await longLived(await fitCredentials(given, dialect, served), strict)
  const revocation = options.revocation === true ? await serveRevocation(fitted, strict, Date.now()) : null
  const certified = revocation === null ? fitted : { ...fitted, server: revocation.server }
  const credentials = options.drills === true ? await withNextCertificates(certified, served, Date.now()) : certified
  const variants = servedVariants(credentials, asked)
  const first = listen(credentials, { port: options.port ?? 0, requestCert: false }, strict)
  const issuerListener = await first.catch(async (error: unknown) => {
    await revocation?.close()
    throw error
  })
  let mtlsListener: Listener | null = null
  try {
    mtlsListener = await listen(credentials, { port: options.mtlsPort ?? 0, requestCert: true }, strict)
    const issuer = `https://127.0.0.1:${issuerListener.port}`
    const mtlsOrigin = `https://127.0.0.1:${mtlsListener.port}`
    const clients = new Set(variants.flatMap((one) => one.clients))
    const nowS = () => Math.floor((options.now ?? Date.now)() / 1000)
    const directory =
      options.directory === undefined
        ? null
        : createDirectory(options.directory, { issuer, credentials, clients: [...clients], dialect, strict, nowS })
    const drills = options.drills === true ? await drillFiles(credentials, [...clients], Date.now()) : null
    const lifecycle =
      drills === null
        ? null
        : new Lifecycle({ strict, credentials, jwksUris: drills.jwksUris, nowMs: options.now ?? Date.now })
    const base = { issuer, mtlsOrigin, strict, credentials, ttl, dialect, directory, lifecycle }
    const handler = createHandler(options, base)
    for (const listener of [issuerListener, mtlsListener]) listener.setHandler(handler)
    const text = targetFileText(
      variants,
      { issuer, mtls: mtlsOrigin },
      dialect,
      {
        username: credentials.users[0]?.username ?? '',
        driver: options.login === 'javascript' ? 'browser' : 'http',
      },
      [...(directory?.targetLines ?? []), ...(drills?.lines(issuer) ?? [])],
    )
    const files = await writeFolder(options.dir, credentials, clients, text, [
      ...(directory?.files ?? []),
      ...(drills?.files(lifecycle?.authorization ?? '') ?? []),
    ])
    const listeners = [issuerListener, mtlsListener]
    return {
      issuer,
      mtlsOrigin,
      ...files,
      users: credentials.users,
      defects: ids,
      close: async () => {
        await Promise.all([...listeners, revocation].map((one) => one?.close()))
      },
    }
  } catch (error) {
    await Promise.all([issuerListener.close(), mtlsListener?.close(), revocation?.close()])
    throw error
  }
}

/** Defect: a server certificate that is good for longer than an ecosystem allows. */
async function longLived(credentials: Credentials, strict: Strict): Promise<Credentials> {
  if (strict('limit-server-certificate')) return credentials
  const names = { dns: ['localhost'], ip: ['127.0.0.1'] }
  return { ...credentials, server: await issueServerCertificate(credentials.serverAuthority, names, Date.now(), 730) }
}

function createHandler(
  options: SandboxOptions,
  base: Pick<Site, 'issuer' | 'mtlsOrigin' | 'strict' | 'credentials' | 'ttl' | 'dialect' | 'directory' | 'lifecycle'>,
) {
  const { issuer, strict, credentials, ttl } = base
  const now = options.now ?? Date.now
  const nowS = () => Math.floor(now() / 1000)
  const systemS = () => Math.floor(Date.now() / 1000)
  const store: Store = new Store(
    systemS,
    createStoreRules(strict, ttl, systemS, (id) => store.peek('PushedAuthorizationRequest', id)?.boundJkt),
  )
  const provider = new Provider(issuer, libraryConfiguration({ ...base, store }))
  const nonces = options.nonces ?? false
  // Not one of NQCHAR (RFC 9449 section 8.1).
  const mark = strict('dpop-nonce-characters') ? '' : '\\'
  const site: Site = {
    ...base,
    store,
    provider,
    world: new ApiWorld(),
    tokenForm: options.accessTokens === 'jwt' ? jwtTokens(issuer, credentials, strict) : opaqueTokens,
    login: options.login ?? 'forms',
    nonces: {
      as: nonces === true || nonces === 'as' ? new NonceSource(nowS, mark) : null,
      rs: nonces === true || nonces === 'rs' ? new NonceSource(nowS, mark) : null,
    },
    replays: { assertions: new ReplayCache(), asProofs: new ReplayCache(), rsProofs: new ReplayCache() },
    passedRedirectUris: new Set(),
    introspected: new Map(),
    nowS,
  }
  prepareLibrary(site, options.onFault ?? (() => {}))
  const outermost: Middleware = front(site, createRoutes(site))
  provider.use(outermost)
  return provider.callback()
}

function lifetimes(options: SandboxOptions, strict: Strict): SiteTtl {
  const limits = { accessTokenTtlS: 86_400, codeTtlS: 60, requestUriTtlS: 599 }
  for (const [name, most] of Object.entries(limits)) {
    const value = options[name as keyof typeof limits]
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1 && value <= most)) {
      throw new Error(
        `"${name}": expected whole seconds from 1 to ${most}, seen ${value}. Choose a value in that range.`,
      )
    }
  }
  const requestUri = strict('par-lifetime') ? (options.requestUriTtlS ?? 60) : 5
  return {
    accessToken: strict('limit-access-token') ? (options.accessTokenTtlS ?? 120) : 7200,
    code: strict('token-code-expired') ? (options.codeTtlS ?? 60) : 3600,
    requestUri: strict('limit-request-uri') ? (strict('par-expires-in') ? requestUri : 600) : 1200,
  }
}
