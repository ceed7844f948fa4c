/** What stands in a keyword that holds further schemas. */
export type Holder = 'schema' | 'list' | 'map'

/**
 * Keywords with schemas inside. `here`: they judge the same value as the schema around them, so a reference that leads
 * back through them alone would never end.
 */
export const holders: ReadonlyMap<string, { readonly holds: Holder; readonly here: boolean }> = new Map([
  ['allOf', { holds: 'list', here: true }],
  ['anyOf', { holds: 'list', here: true }],
  ['oneOf', { holds: 'list', here: true }],
  ['not', { holds: 'schema', here: true }],
  ['if', { holds: 'schema', here: true }],
  ['then', { holds: 'schema', here: true }],
  ['else', { holds: 'schema', here: true }],
  ['dependentSchemas', { holds: 'map', here: true }],
  // Until 2019 its values were schemas or lists of names.
  ['dependencies', { holds: 'map', here: true }],
  ['properties', { holds: 'map', here: false }],
  ['patternProperties', { holds: 'map', here: false }],
  ['additionalProperties', { holds: 'schema', here: false }],
  ['unevaluatedProperties', { holds: 'schema', here: false }],
  ['propertyNames', { holds: 'schema', here: false }],
  ['prefixItems', { holds: 'list', here: false }],
  // A list of schemas until 2020.
  ['items', { holds: 'schema', here: false }],
  ['additionalItems', { holds: 'schema', here: false }],
  ['unevaluatedItems', { holds: 'schema', here: false }],
  ['contains', { holds: 'schema', here: false }],
  ['contentSchema', { holds: 'schema', here: false }],
])

/** Names and bases of schemas: used up when references are resolved. Definitions are taken where they are referred to. */
export const usedUp: ReadonlySet<string> = new Set([
  ...['$schema', '$id', '$anchor', '$vocabulary', '$comment', '$defs', 'definitions'],
  // The marks of extensible schemas, which say nothing where nothing refers to them dynamically.
  ...['$dynamicAnchor', '$recursiveAnchor', 'id'],
])

/** All other keywords of JSON Schema and of OpenAPI's schema objects. */
export const plainKeywords: ReadonlySet<string> = new Set(
  `$ref $dynamicRef $recursiveRef type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength
   minLength pattern maxItems minItems uniqueItems maxContains minContains maxProperties minProperties required
   dependentRequired format contentEncoding contentMediaType title description default deprecated readOnly writeOnly
   examples example nullable discriminator xml externalDocs`.split(/\s+/),
)
