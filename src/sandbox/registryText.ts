import { type DirectoryRecords, fingerprintOf, thumbprintOf } from './directoryRecords.ts'

/** A list in one line; JSON is YAML. */
const list = (values: readonly string[]): string => JSON.stringify([...new Set(values)])

/** Text of the registry file beside the target file. */
export function registryText({ organisation, issuer, application, roles, ...server }: DirectoryRecords): string {
  const { owner, contacts, clients, keys, certificates } = application
  return [
    'registry: acme-ecosystem',
    'roles:',
    ...Object.entries(roles).map(([role, scopes]) => `  ${role}: ${list(scopes)}`),
    'organisations:',
    `  - id: ${organisation.id}`,
    `    name: ${organisation.name}`,
    `    status: ${organisation.active ? 'active' : 'suspended'}`,
    `    verified: ${organisation.verified}`,
    '    servers:',
    '      - id: acme-server',
    `        issuer: ${issuer}`,
    `        keys: ${list(server.serverKeys.map(thumbprintOf))}`,
    `        certificates: ["${server.serverFingerprint}"]`,
    '    applications:',
    `      - id: ${application.id}`,
    `        clients: ${list(clients)}`,
    ...(owner === null ? [] : [`        owner: ${owner}`]),
    `        contacts: ${list(contacts)}`,
    `        roles: ${list(application.roles)}`,
    `        keys: ${list(keys.map(thumbprintOf))}`,
    `        certificates: ${list(certificates.map(fingerprintOf))}`,
    '',
  ].join('\n')
}
