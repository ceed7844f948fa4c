import { apiEndpoint } from './apiEndpoint.ts'
import type { ApiEndpoint } from './dialects/types.ts'
import type { Route } from './routes.ts'
import type { Site } from './site.ts'

/** Makes a pattern of a path with `{names}`; each stands for one segment. */
function patternOf(path: string): RegExp {
  const segments = path.split('/').map((segment) => {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1]
    return name === undefined ? segment.replace(/[.*+?^$()[\]\\|]/g, '\\$&') : `(?<${name}>[^/]+)`
  })
  return new RegExp(`^${segments.join('/')}$`)
}

/** Values of the names in a path; undefined if it is not of that pattern, or not well encoded. */
function paramsOf(pattern: RegExp, path: string): Readonly<Record<string, string>> | undefined {
  const match = pattern.exec(path)
  if (match === null) return undefined
  try {
    return Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    )
  } catch {
    return undefined
  }
}

/** The routes of the dialect's API: paths without names first, so that a name never stands for a fixed segment. */
export function apiRoutes(site: Site): (path: string) => Route | undefined {
  const groups = [...Map.groupBy(site.dialect.endpoints, ({ path }) => path)]
    .map(([path, endpoints]) => ({ pattern: patternOf(path), isFixed: !path.includes('{'), endpoints }))
    .sort((a, b) => Number(b.isFixed) - Number(a.isFixed))
  return (path) => {
    for (const { pattern, endpoints } of groups) {
      const params = paramsOf(pattern, path)
      if (params !== undefined) return routeOf(site, endpoints, params)
    }
    return undefined
  }
}

function routeOf(site: Site, endpoints: readonly ApiEndpoint[], params: Readonly<Record<string, string>>): Route {
  return {
    methods: endpoints.map(({ method }) => method),
    interactionId: true,
    versioned: true,
    handle: async (ctx, next) => {
      const endpoint = endpoints.find(({ method }) => method === ctx.method)
      if (endpoint === undefined) throw new Error(`no endpoint for ${ctx.method} ${ctx.path}`)
      ctx.state.endpoint = endpoint.id
      await apiEndpoint(site, endpoint, params)(ctx, next)
    },
  }
}
