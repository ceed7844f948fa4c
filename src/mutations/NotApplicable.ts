/** The server lacks what the change is about; the case does not apply to it, because ... */
export class NotApplicable extends Error {
  readonly code = 'NOT_APPLICABLE'
}
