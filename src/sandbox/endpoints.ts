/** Paths of the sandbox, the same on both hosts. */
export const paths = {
  authorization: '/authorize',
  par: '/par',
  token: '/token',
  introspection: '/introspect',
  revocation: '/revoke',
  userinfo: '/userinfo',
  jwks: '/jwks',
  openidMetadata: '/.well-known/openid-configuration',
  oauthMetadata: '/.well-known/oauth-authorization-server',
} as const
