/**
 * An error whose message is written for the person who runs the check: what happened, where, what to do.
 * Doors print it without a stack; any other error is a defect of this program and is printed with one.
 */
export class UserError extends Error {
  override name = 'UserError';
}
