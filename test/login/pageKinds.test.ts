import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpDriver } from '../../src/login/createHttpDriver.ts'
import type { LoginDriver, Session, UserAction, VisitOutcome } from '../../src/login/types.ts'
import { type Bank, CALLBACK, PASSWORD, startBank, USERNAME } from './bank.ts'
import { PAGE_KINDS } from './pageKinds.ts'
import { openWire } from './site.ts'

const config = { driver: 'http', username: USERNAME, password: PASSWORD, steps: null, cancel: null } as const

describe.each(PAGE_KINDS)('http driver on $name', (kind) => {
  let bank: Bank
  let driver: LoginDriver
  let opened: Awaited<ReturnType<typeof openWire>>

  beforeAll(async () => {
    bank = await startBank(kind)
    opened = await openWire()
    driver = createHttpDriver({ config, now: Date.now })
  })
  afterAll(async () => {
    await bank.close()
    await opened.wire.close()
  })

  const visit = (action: UserAction, session: Session): Promise<VisitOutcome> =>
    driver.visit({ url: bank.authorizeUrl, session, action, callbacks: [CALLBACK], send: opened.send })

  it('logs in once, agrees, and stops at the redirect URI', async () => {
    const outcome = await visit('approve', driver.newSession())
    expect(outcome).toMatchObject({ kind: 'callback', url: `${CALLBACK}?code=c-1&state=s-1` })
    expect(bank.logins()).toHaveLength(1)
    for (const [name, value] of Object.entries(kind.kept ?? {})) expect(bank.logins()[0]?.get(name) ?? '').toBe(value)
    for (const [name, values] of Object.entries(kind.agreed ?? {}))
      expect(bank.consents()[0]?.getAll(name)).toEqual(values)
  })

  it('refuses after logging in', async () => {
    const outcome = await visit('cancel', driver.newSession())
    expect(outcome).toMatchObject({ kind: 'callback', url: `${CALLBACK}?error=access_denied&state=s-1` })
  })

  it('shows the first page and leaves', async () => {
    const before = bank.logins().length
    const outcome = await visit('open', driver.newSession())
    expect(outcome).toMatchObject({ kind: 'interaction', page: { title: 'Sign in' } })
    expect(bank.logins()).toHaveLength(before)
  })
})
