import type { Binding } from './call.ts'
import { type Form, formValue } from './form.ts'
import { invalidGrant, Refusal } from './refusal.ts'
import type { Rule } from './rules.ts'
import type { Entity } from './store.ts'

/** Everything the rules about refreshing look at. */
export interface RefreshFacts {
  readonly form: Form
  readonly token: Entity
  readonly clientId: string
  readonly binding: Binding | null
}

/** RFC 6749 section 6; RFC 9449 section 5 lets a confidential client refresh with a new key. */
export const refreshRules: readonly Rule<RefreshFacts>[] = [
  {
    id: 'refresh-client',
    refuse: ({ token, clientId }) =>
      token.clientId === clientId ? null : invalidGrant("the refresh token is another client's"),
  },
  {
    id: 'refresh-scope',
    refuse: ({ form, token }) => {
      const granted = String(token.scope ?? '').split(' ')
      const wider = (formValue(form, 'scope') ?? '')
        .split(' ')
        .filter((scope) => scope !== '' && !granted.includes(scope))
      return wider.length === 0 ? null : new Refusal(400, 'invalid_scope', '"scope": wider than the original grant')
    },
  },
  {
    id: 'refresh-key',
    only: 'defect',
    refuse: ({ token, binding }) =>
      JSON.stringify(token.firstBinding) === JSON.stringify(binding)
        ? null
        : invalidGrant('the refresh token is bound to another key'),
  },
]
