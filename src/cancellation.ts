/**
 * A signal that is aborted when the runner or a person ends the run. A runner sends SIGINT and gives 7.5 seconds
 * before SIGTERM, so there is time to end the children and write what was measured.
 */
export function cancellation(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => controller.abort(new Error(`ended by ${name}`)));
  }
  return controller.signal;
}
