import { get as httpGet } from 'node:http'
import { get as httpsGet } from 'node:https'
import type { Jwk } from './signingKeys.ts'

const timeoutMs = 1500

/** Fetches the key set of a client from its `jwks_uri`; null if there is none to be had now. @param ca PEM that is trusted there */
export function fetchKeys(url: string, ca: string): Promise<readonly Jwk[] | null> {
  return new Promise((resolve) => {
    const options = { timeout: timeoutMs, headers: { accept: 'application/json' }, agent: false as const }
    const request = url.startsWith('https:') ? httpsGet(url, { ...options, ca }) : httpGet(url, options)
    request.on('error', () => resolve(null))
    request.on('timeout', () => request.destroy())
    request.on('response', async (response) => {
      try {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk as Buffer)
        const { keys } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { keys?: unknown }
        resolve(response.statusCode === 200 && Array.isArray(keys) ? (keys as Jwk[]) : null)
      } catch {
        resolve(null)
      }
    })
  })
}
