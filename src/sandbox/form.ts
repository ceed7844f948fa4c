/** Parameters of a form or query in the order they came. */
export type Form = readonly (readonly [name: string, value: string])[]

/** First value of a parameter; undefined if it is absent. */
export function formValue(form: Form, name: string): string | undefined {
  return form.find(([key]) => key === name)?.[1]
}

/** The form with every parameter of that name replaced by one value, or taken out for null. */
export function withFormValue(form: Form, name: string, value: string | null): Form {
  const rest = form.filter(([key]) => key !== name)
  return value === null ? rest : [...rest, [name, value]]
}

/** Names that occur more than once. `resource` may (RFC 8707 section 2). */
export function repeatedNames(form: Form): string[] {
  const names = form.map(([name]) => name)
  return [...new Set(names.filter((name, index) => name !== 'resource' && names.indexOf(name) !== index))]
}

/** The form with the first value of each name and without empty values, which count as absent (RFC 6749 section 3.1). */
export function tidyForm(form: Form): Form {
  return form.filter(
    ([name, value], index) =>
      value !== '' && (name === 'resource' || form.findIndex(([other]) => other === name) === index),
  )
}

/** The form as `application/x-www-form-urlencoded` text. */
export function encodeForm(form: Form): string {
  const params = new URLSearchParams()
  for (const [name, value] of form) params.append(name, value)
  return params.toString()
}
