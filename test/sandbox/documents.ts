import type { Bench, Probe } from './defectHarness.ts'
import type { Answer } from './walker.ts'

export const openidPath = '/.well-known/openid-configuration'
export const oauthPath = '/.well-known/oauth-authorization-server'

export const fetched = async (bench: Bench, path: string): Promise<Answer> => {
  const walker = await bench.walker()
  return walker.get(path, {})
}

/** Both metadata documents are so. */
export const metadata = (
  judge: (document: Record<string, unknown>, answer: Answer, bench: Bench) => boolean,
): Probe => {
  return async (bench) => {
    const [openid, oauth] = [await fetched(bench, openidPath), await fetched(bench, oauthPath)]
    return judge(openid.json, openid, bench) && judge(oauth.json, oauth, bench)
  }
}

export const includes = (list: unknown, value: string): boolean => Array.isArray(list) && list.includes(value)
