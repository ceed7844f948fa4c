import type { Dialect } from './types.ts'

/** ConnectID Australia: identity claims about a user, with signed requests and mutual TLS on every call. */
export const connectidAu: Dialect = {
  id: 'connectid-au',
  title: 'ConnectID Australia, identity claims',
  profile: 'connectid-au',
  scopes: {},
  endpoints: [],
  claims: {
    name: 'Kim Alex Sample',
    given_name: 'Kim',
    middle_name: 'Alex',
    family_name: 'Sample',
    birthdate: '1990-02-28',
    phone_number: '+61400000000',
    email: 'kim.sample@example.com.au',
    address: {
      formatted: '1 Example Street\nSydney NSW 2000\nAustralia',
      street_address: '1 Example Street',
      locality: 'Sydney',
      region: 'NSW',
      postal_code: '2000',
      country: 'AU',
    },
    over18: true,
  },
  purpose: { least: 3, most: 300 },
  interactionIdEverywhere: true,
  pairwise: true,
  algs: ['PS256'],
  requestObjectLifeS: 600,
  mtlsOnly: true,
  target: {
    variants: [{ sender_constraint: 'mtls', request: 'signed' }],
    scope: { openid: 'openid', plain: 'openid' },
    resource: { path: '/userinfo', scope: 'openid' },
  },
}
