/**
 * A name that a client sent, in quotes and fit to be repeated in an error message: anything that is no attribute path
 * is left out, so that a response never carries markup, control characters or a value that was meant to stay secret.
 */
export function quoteName(name: string): string {
  return name.length <= 200 && /^[\w$.:-]+$/.test(name) ? `"${name}"` : '(name not repeated here)';
}
