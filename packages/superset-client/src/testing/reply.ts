/** An answer of the emulator. */
export interface Reply {
  readonly status: number;
  /** JSON, or a web page if it is text. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer in JSON. */
export function json(status: number, body: unknown): Reply {
  return { status, body };
}

/** A refusal in the words of Flask-AppBuilder. */
export function refusal(status: number, message: unknown): Reply {
  return { status, body: { message } };
}

/** A refusal in the words of Superset's own error handler. */
export function supersetError(
  status: number,
  message: string,
  type = 'GENERIC_BACKEND_ERROR',
  extra: object = {},
): Reply {
  return {
    status,
    body: { errors: [{ message, error_type: type, level: status < 500 ? 'warning' : 'error', extra }] },
  };
}

/**
 * A failure outside of any resource: whoever accepts a web page gets one, others Superset's errors in JSON.
 */
export function failure(accept: string | undefined, status: number, message: string): Reply {
  return /text\/html|\*\/\*/.test(accept ?? '') ? page(status, message) : supersetError(status, message);
}

/** A web page. */
export function page(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, body: `<!doctype html><html lang="en"><body>${text}</body></html>`, headers };
}

/** A redirection to another page. */
export function redirect(location: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return page(302, 'Redirecting...', { location, ...headers });
}

/** What Flask-AppBuilder answers to an exception that it did not expect. */
export const fatalError: Reply = refusal(500, 'Fatal error');
export const notFound: Reply = refusal(404, 'Not found');
export const forbidden: Reply = refusal(403, 'Forbidden');
