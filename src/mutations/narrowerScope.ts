/** All values of the scope but one; openid stays where there is a choice. */
export function narrowerScope(scope: string): string {
  const names = scope.split(' ').filter((name) => name !== '')
  const drop = names.findLastIndex((name) => name !== 'openid' && name !== 'offline_access')
  return names.filter((_, index) => index !== (drop < 0 ? names.length - 1 : drop)).join(' ')
}
