/** A failure to tell the operator in one message, without a stack trace. */
export class CliError extends Error {
  override readonly name = 'CliError';
  /** What to do about it. */
  readonly remedy: string;

  constructor(message: string, remedy: string, options: ErrorOptions = {}) {
    super(message, options);
    this.remedy = remedy;
  }
}
