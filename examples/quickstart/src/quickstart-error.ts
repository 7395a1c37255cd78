/** A failure a newcomer can do something about: what happened, the remedy, and the end of the log that shows why. */
export class QuickstartError extends Error {
  override readonly name = 'QuickstartError';
  readonly remedy: string;
  readonly logTail: string;

  constructor(message: string, remedy: string, options: { readonly logTail?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.remedy = remedy;
    this.logTail = options.logTail ?? '';
  }
}
