import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBrowserDriver } from '../../src/login/createBrowserDriver.ts'
import { findChromium } from '../../src/login/findChromium.ts'
import type { LoginDriver, Session, UserAction, VisitOutcome } from '../../src/login/types.ts'
import { type Bank, CALLBACK, PASSWORD, type PageKind, startBank, USERNAME } from './bank.ts'
import { PAGE_KINDS } from './pageKinds.ts'
import { SCRIPTED_KINDS } from './scriptedKinds.ts'
import { openWire } from './site.ts'

const config = { driver: 'browser', username: USERNAME, password: PASSWORD, steps: null, cancel: null } as const
const PLAIN = /classic|two pages|table layout|search box|scope boxes|radio/

let driver: LoginDriver
let opened: Awaited<ReturnType<typeof openWire>>

beforeAll(async () => {
  opened = await openWire()
  driver = createBrowserDriver({ config, now: Date.now, executablePath: findChromium(existsSync) })
})
afterAll(async () => {
  await driver.close()
  await opened.wire.close()
})

describe.concurrent.each([...SCRIPTED_KINDS, ...PAGE_KINDS.filter(({ name }) => PLAIN.test(name))])(
  'browser driver on $name',
  (kind: PageKind) => {
    let bank: Bank
    beforeAll(async () => {
      bank = await startBank(kind)
    })
    afterAll(() => bank.close())

    const visit = (action: UserAction, session: Session): Promise<VisitOutcome> =>
      driver.visit({ url: bank.authorizeUrl, session, action, callbacks: [CALLBACK], send: opened.send })

    it('logs in once, agrees, and stops at the redirect URI; refuses with the same session', async () => {
      const session = driver.newSession()
      const outcome = await visit('approve', session)
      expect(outcome).toMatchObject({ kind: 'callback', url: `${CALLBACK}?code=c-1&state=s-1` })
      expect(bank.logins()).toHaveLength(1)
      for (const [name, value] of Object.entries(kind.kept ?? {})) expect(bank.logins()[0]?.get(name) ?? '').toBe(value)
      for (const [name, values] of Object.entries(kind.agreed ?? {}))
        expect(bank.consents()[0]?.getAll(name)).toEqual(values)

      const refused = await visit('cancel', session.clone())
      expect(refused).toMatchObject({ kind: 'callback', url: `${CALLBACK}?error=access_denied&state=s-1` })
      expect(bank.logins()).toHaveLength(1)
    })
  },
)
