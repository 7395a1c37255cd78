import { z } from 'zod';
import { SupersetError, type SupersetErrorCode, type SupersetErrorOptions } from '../superset-error.ts';
import { refusalOfForgery } from './csrf.ts';
import { parseJson } from './parse-json.ts';
import type { HttpAnswer, HttpRequest } from './transport.ts';

/**
 * Describes an answer that is not a success. Superset's own text is quoted only for a 400, whose messages name fields;
 * those of a 422 or 500 may hold SQL with its parameters.
 */
export function answerError(request: HttpRequest, answer: HttpAnswer): SupersetError {
  const { status } = answer;
  const code = errorCode(answer);
  const options: SupersetErrorOptions = {
    status,
    maybeApplied: status >= 500 && request.method !== 'GET',
    ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
  };
  const subject = `${request.method} ${request.path.split('?')[0]}`;
  return new SupersetError(code, `Superset answered ${status} to ${subject}: ${explain(code, answer)}`, options);
}

/** Whether the answer says that the credentials are not (or no longer) good. */
export function refusesCredentials(answer: HttpAnswer): boolean {
  // Flask-JWT-Extended reports an unreadable token as 422 with `msg`; everything else in Superset uses `message`.
  return answer.status === 401 || (answer.status === 422 && parseBody(answer).msg !== undefined);
}

/**
 * Whether the answer may come from the token of a deactivated account: before 6.0 that is an exception outside of the
 * resource, answered by Superset's last error handler or as a web page.
 */
export function maybeDeactivated(answer: HttpAnswer): boolean {
  return answer.status === 500 && !comesFromResource(answer);
}

/** Resources answer `message`; Superset's error handlers answer `errors`, and proxies a web page. */
function comesFromResource(answer: HttpAnswer): boolean {
  return parseBody(answer).message !== undefined;
}

function errorCode(answer: HttpAnswer): SupersetErrorCode {
  const { status } = answer;
  if (refusesCredentials(answer)) return 'unauthorised';
  if (status >= 500) return 'unavailable';
  if (status === 429) return 'rate-limited';
  if (status === 403 && answer.json) return 'forbidden';
  if (status === 404) return notFoundCode(answer);
  if (!comesFromResource(answer)) return 'protocol';
  // Roles refuse a bad field with 422 too; then the message is an object, while that of a clash is text.
  if (status === 400 || (status === 422 && typeof parseBody(answer).message === 'object')) return 'validation';
  if (status === 409 || status === 422) return 'conflict';
  return 'protocol';
}

const unknownAddress = z.object({ errors: z.array(z.object({ error_type: z.string() })).nonempty() });
const unknownIds = z.object({ message: z.record(z.string(), z.array(z.string())) });

/**
 * Gateways answer 404 as well, some of them in JSON with a `message`. Whoever took that for Superset's word would believe
 * that an account was deleted or an API does not exist, so it counts only in Superset's own words.
 */
function notFoundCode(answer: HttpAnswer): SupersetErrorCode {
  const body = parseBody(answer);
  if (body.message === 'Not found' || unknownIds.safeParse(body).success) return 'not-found';
  return unknownAddress.safeParse(body).success ? 'absent' : 'protocol';
}

function explain(code: SupersetErrorCode, answer: HttpAnswer): string {
  switch (code) {
    case 'unauthorised':
      return 'the credentials are wrong, expired, or of a deactivated account.';
    case 'forbidden':
      return 'the service account lacks a permission; probe() and features() name the missing ones.';
    case 'rate-limited':
      return 'too many requests.';
    case 'unavailable':
      return 'Superset failed; its log has the reason.';
    case 'not-found':
      return 'there is no such resource.';
    case 'absent':
      return 'this Superset has no such API at this URL; it is older, or the API is switched off. Check the URL, too.';
    case 'conflict':
      return 'a value that must be unique is taken, or something else depends on the resource.';
    case 'validation':
      return fieldMessages(parseBody(answer).message);
    case 'protocol':
      return forgery(answer) ?? 'this does not look like the API of Superset. Check the URL, and proxies in between.';
  }
}

function forgery(answer: HttpAnswer): string | undefined {
  const refusal = refusalOfForgery(answer);
  if (refusal === undefined) return undefined;
  return `${refusal} Proxies in between must pass the headers Cookie, X-CSRFToken, Referer and Host, and Superset must know the address that people use (ENABLE_PROXY_FIX).`;
}

function fieldMessages(message: unknown): string {
  if (typeof message === 'string') return clip(message);
  if (typeof message !== 'object' || message === null) return 'the input is not valid.';
  return clip(
    Object.entries(message)
      .map(([field, texts]) => `${field}: ${Array.isArray(texts) ? texts.join(' ') : 'not valid'}`)
      .join('; '),
  );
}

const statement = /\b(?:SELECT|INSERT|UPDATE|DELETE)\b|\[(?:SQL|parameters)/;
// In small letters these are also words of English.
const statementInSmall = /\b(?:select\b.+\bfrom|insert\s+into|update\b.+\bset|delete\s+from)\b/i;

function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  // The one place where a refusal could quote a statement, of Superset's database or of an alert.
  if (statement.test(line) || statementInSmall.test(line)) return 'the input is not valid.';
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

function parseBody(answer: HttpAnswer): Readonly<Record<string, unknown>> {
  const value = answer.json ? parseJson(answer.text) : undefined;
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
