export type HelpdeskFault =
  | 'not-found'
  | 'not-allowed'
  | 'empty'
  | 'too-long'
  | 'personal-data'
  | 'blocked'

/** Something the staff asked for cannot be done. The message is Indonesian and for them to read. */
export class HelpdeskError extends Error {
  override readonly name = 'HelpdeskError'
  constructor(
    readonly code: HelpdeskFault,
    message: string,
  ) {
    super(message)
  }
}
