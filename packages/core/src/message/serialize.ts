/**
 * JSON text that stays harmless when something takes it for HTML: `<` and `>` appear only as escapes. The parsed value
 * is the same.
 */
export function serialize(body: unknown): string {
  const json = JSON.stringify(body);
  return /[<>]/.test(json) ? json.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e') : json;
}
