/** Why a server does not start: one line for the operator that says what to do. Exit code 1. */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal'
}
