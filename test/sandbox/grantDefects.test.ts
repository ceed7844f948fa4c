import { randomUUID, X509Certificate } from 'node:crypto'
import { connect } from 'node:tls'
import { grantDefects } from '../../src/sandbox/grantDefects.ts'
import { agreed, call, detailsOf, newConsent, tokens } from './acmeFlow.ts'
import { connectidWalker } from './connectidFlow.ts'
import { type Bench, type Probe, testDefects, usual } from './defectHarness.ts'
import { claimsOf, seconds } from './keys.ts'
import { claimsFor, idOf, postIntent } from './ukFlow.ts'

const uk = 'pkjwt-mtls-client1'

/** A push with these authorization details is taken. */
const taken =
  (more: Record<string, unknown>): Probe =>
  async (bench) => {
    const walker = await bench.walker()
    return (await walker.par(await agreed(walker, 'openid accounts', more))).status === 201
  }

/** The details of the token response, to a request for reading only. */
const grantedDetails = async (bench: Bench): Promise<unknown> =>
  (await tokens(await bench.walker(), 'openid accounts', { actions: ['read'] })).authorization_details

/** The claims of the ID token of a flow about an intent, with the intent. */
const intentTold = async (bench: Bench): Promise<readonly [told: unknown, intent: string]> => {
  const walker = await bench.walker(uk)
  const intent = idOf(await postIntent(walker))
  const { json } = await walker.redeem(await walker.code({ claims: claimsFor(intent) }))
  return [claimsOf(json.id_token).openbanking_intent_id, intent]
}

/** The status of a push of ConnectID whose request object lives for so many seconds. */
async function pushed(bench: Bench, lifeS: number): Promise<number> {
  const walker = await connectidWalker(bench)
  const now = seconds()
  const form = await walker.signed({ ...walker.authorizationParams(), scope: 'openid' }, { nbf: now, exp: now + lifeS })
  return (await walker.post('/par', { ...(await walker.credentials()), ...form })).status
}

/** The status of a push of ConnectID with a purpose of so many characters. */
async function purposeTaken(bench: Bench, length: number): Promise<number> {
  return (await (await connectidWalker(bench)).par({ scope: 'openid', purpose: 'a'.repeat(length) })).status
}

testDefects(grantDefects, {
  'grant-everything': async (bench) => String((await tokens(await bench.walker())).scope).includes('payments'),
  'refresh-untold': async (bench) => {
    const walker = await bench.walker()
    const { json } = await walker.refresh((await tokens(walker)).refresh_token)
    return (
      json.scope === 'openid accounts' &&
      (await call(walker, ['GET', '/payments/pay-1'], String(json.access_token))).status === 200
    )
  },
  'refresh-again': async (bench) => {
    const walker = await bench.walker()
    const { refresh_token } = await tokens(walker)
    const [first, second] = [await walker.refresh(refresh_token), await walker.refresh(refresh_token)]
    return first.json.scope === 'openid accounts' && String(second.json.scope).includes('payments')
  },
  'grant-unasked': async (bench) => {
    const { json } = await (await bench.walker()).clientCredentials({ scope: undefined })
    return json.scope !== undefined
  },
  'consent-unknown': async (bench) => {
    const walker = await bench.walker()
    return (await walker.par({ authorization_details: detailsOf(randomUUID()) })).status === 201
  },
  'consent-client': async (bench) => {
    const other = await newConsent(await bench.walker('pkjwt-dpop-client1'))
    return (await (await bench.walker()).par({ authorization_details: detailsOf(other) })).status === 201
  },
  'consent-again': async (bench) => {
    const walker = await bench.walker(usual)
    const change = await agreed(walker, 'openid accounts')
    await walker.code(change)
    const par = await walker.par(change)
    if (par.status !== 201) return false
    const { callback } = await walker.authorize(walker.authorizeUrl(par.json.request_uri))
    return callback?.searchParams.has('code') === true
  },
  'consent-none': async (bench) => (await (await bench.walker()).par()).status === 201,
  'intent-unknown': async (bench) =>
    (await (await bench.walker(uk)).par({ claims: claimsFor(randomUUID()) })).status === 201,
  'intent-client': async (bench) => {
    const other = idOf(await postIntent(await bench.walker('pkjwt-mtls-client2')))
    return (await (await bench.walker(uk)).par({ claims: claimsFor(other) })).status === 201
  },
  'intent-untold': async (bench) => (await intentTold(bench))[0] === undefined,
  'intent-other': async (bench) => {
    const [told, intent] = await intentTold(bench)
    return typeof told === 'string' && told !== intent
  },
  'details-type': async (bench) => {
    const walker = await bench.walker()
    const good = JSON.parse((await agreed(walker, '')).authorization_details) as unknown[]
    return (await walker.par({ authorization_details: JSON.stringify([...good, { type: 'other' }]) })).status === 201
  },
  'details-member': taken({ payee: 'somebody' }),
  'details-form': taken({ actions: 'read' }),
  'details-code': async (bench) => {
    const walker = await bench.walker()
    const { json } = await walker.par(await agreed(walker, 'openid accounts', { actions: ['own'] }))
    return json.error !== 'invalid_authorization_details'
  },
  'details-untold': async (bench) => (await grantedDetails(bench)) === undefined,
  'details-more': async (bench) => ((await grantedDetails(bench)) as unknown[]).length > 1,
  'details-all': async (bench) => ((await grantedDetails(bench)) as { actions: string[] }[])[0]?.actions.length === 2,
  'details-metadata': async (bench) => {
    const { json } = await (await bench.walker()).get('/.well-known/openid-configuration', {})
    return json.authorization_details_types_supported === undefined
  },
  'limit-access-token': async (bench) => Number((await tokens(await bench.walker())).expires_in) > 900,
  'limit-request-object': async (bench) => (await pushed(bench, 1200)) === 201,
  'limit-request-object-strict': async (bench) => (await pushed(bench, 550)) === 400,
  'limit-request-uri': async (bench) => {
    const walker = await bench.walker()
    return Number((await walker.par(await agreed(walker, 'openid accounts'))).json.expires_in) > 600
  },
  'purpose-long': async (bench) => (await purposeTaken(bench, 301)) === 201,
  'purpose-short': async (bench) => (await purposeTaken(bench, 2)) === 201,
  'purpose-strict': async (bench) => (await purposeTaken(bench, 300)) === 400,
  'server-metadata': async (bench) => {
    const { json } = await (await bench.walker('pkjwt-mtls-jar-client1')).get('/.well-known/openid-configuration', {})
    return (json.subject_types_supported as string[]).includes('public')
  },
  'server-interaction': async (bench) =>
    (await (await connectidWalker(bench)).par({ scope: 'openid' })).headers['x-fapi-interaction-id'] === undefined,
  'limit-server-certificate': async ({ sandbox }) => {
    const { hostname, port } = new URL(sandbox.issuer)
    const raw = await new Promise<Buffer>((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().raw)
        socket.destroy()
      })
      socket.on('error', reject)
    })
    return Date.parse(new X509Certificate(raw).validTo) - Date.now() > 700 * 24 * 60 * 60 * 1000
  },
})
