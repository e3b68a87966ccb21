/** A failure that the user can do something about: its message is all that is printed. */
export class CliError extends Error {
  /** @param exitCode what the process ends with. @default 1 */
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}
