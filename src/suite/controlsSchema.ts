import type { Schema } from '../yaml/schema.ts'

const text = (description: string) => ({ type: 'string', minLength: 1, description }) as const
const id = (description: string) => ({ type: 'string', pattern: '^[A-Za-z0-9.:-]+$', description }) as const

/** `suites/controls.yaml`: which controls of security frameworks the requirements give evidence about. */
export const controlsSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:controls',
  title: 'Assay control map',
  type: 'object',
  description: 'a control map',
  additionalProperties: false,
  required: ['controls'],
  properties: {
    controls: {
      type: 'object',
      description: 'frameworks, their controls, and the rules that tag requirements',
      additionalProperties: false,
      required: ['frameworks', 'list', 'rules'],
      properties: {
        frameworks: {
          type: 'array',
          description: 'the frameworks',
          items: {
            type: 'object',
            description: 'a framework',
            additionalProperties: false,
            required: ['id', 'title', 'version', 'url'],
            properties: {
              id: id('its id'),
              title: text('its title'),
              version: text('its version'),
              url: { type: 'string', pattern: '^https://', description: 'where it is published' },
            },
          },
        },
        list: {
          type: 'array',
          description: 'the controls, in the order of reports',
          items: {
            type: 'object',
            description: 'a control',
            additionalProperties: false,
            required: ['id', 'framework', 'title'],
            properties: {
              id: id('its id'),
              framework: id('the id of its framework'),
              title: text('what it asks for'),
              aliases: { type: 'array', description: 'ids in earlier versions of the framework', items: id('an id') },
              outside: text('why no case can show it, and what does'),
            },
          },
        },
        rules: {
          type: 'array',
          description: 'the first rule that matches a requirement decides',
          items: {
            type: 'object',
            description: 'a rule',
            additionalProperties: false,
            required: ['requirements', 'controls'],
            properties: {
              requirements: {
                type: 'array',
                minItems: 1,
                description: 'ids of requirements; * stands for anything, [abc] for one of these characters',
                items: text('an id or pattern'),
              },
              controls: {
                description: 'ids of controls, or none',
                anyOf: [
                  { type: 'array', minItems: 1, uniqueItems: true, description: 'ids of controls', items: id('an id') },
                  { const: 'none', description: 'no control' },
                ],
              },
              reason: text('why there is no control'),
            },
          },
        },
      },
    },
  },
} as const satisfies Schema
