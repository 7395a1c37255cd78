import { expect, it } from 'vitest';
import { answerError } from '../../src/http/answer-error.ts';

const request = { method: 'PUT', path: '/api/v1/security/users/7?q=(secret)' } as const;

function describe(status: number, body: unknown): unknown {
  const isPage = typeof body === 'string';
  const { code, message, maybeApplied } = answerError(request, {
    status,
    text: isPage ? body : JSON.stringify(body),
    json: !isPage,
    cookies: [],
    retryAfterMs: undefined,
  });
  return {
    code,
    message: message.replace(`Superset answered ${status} to PUT /api/v1/security/users/7: `, ''),
    maybeApplied,
  };
}

it.for([
  [
    400,
    { message: { username: ['Unknown field.'], roles: { 0: ['Not a valid integer.'] } } },
    'validation',
    'username: Unknown field.; roles: not valid',
  ],
  [400, { message: 'Cannot clear all roles' }, 'validation', 'Cannot clear all roles'],
  [401, { msg: 'Token has expired' }, 'unauthorised', 'the credentials are'],
  [422, { msg: 'Not enough segments' }, 'unauthorised', 'the credentials are'],
  [403, { message: 'Forbidden' }, 'forbidden', 'lacks a permission'],
  [403, { errors: [{ message: 'No access', error_type: 'MISSING_OWNERSHIP_ERROR' }] }, 'forbidden', 'lacks a'],
  [403, '<h1>firewall</h1>', 'protocol', 'proxies in between'],
  [404, { message: 'Not found' }, 'not-found', 'no such resource'],
  [404, { message: { roles: ['Role(s) with ID(s) [7] not found.'] } }, 'not-found', 'no such resource'],
  [404, { errors: [{ message: '404 Not Found', error_type: 'GENERIC_BACKEND_ERROR' }] }, 'absent', 'no such API'],
  [404, { errors: [{ status: '404', title: 'Not Found' }] }, 'protocol', 'Check the URL'],
  [404, { message: 'no Route matched with those values' }, 'protocol', 'Check the URL'],
  [404, '<h1>nginx</h1>', 'protocol', 'Check the URL'],
  [409, { message: 'x' }, 'conflict', 'unique'],
  [422, { message: { name: ['Longer than maximum length 64.'] } }, 'validation', 'name: Longer than'],
  [422, { message: { owners: ['Owners are invalid'] } }, 'validation', 'owners: Owners are invalid'],
  [422, { message: "[l'Some roles do not exist']" }, 'conflict', 'unique'],
  [
    400,
    { errors: [{ message: '400 Bad Request: The CSRF token has expired.' }] },
    'protocol',
    'CSRF token has expired. P',
  ],
  [400, '<p>The CSRF session token is missing.</p>', 'protocol', 'must pass the headers Cookie'],
  [429, 'Too many', 'rate-limited', 'too many requests'],
  [302, '', 'protocol', 'Check the URL'],
  [500, { message: 'Fatal error' }, 'unavailable', 'its log has the reason'],
  [503, '<h1>proxy</h1>', 'unavailable', 'its log has the reason'],
] as const)('reads %s %o as %s', ([status, body, code, text]) => {
  expect(describe(status, body)).toEqual({
    code,
    message: expect.stringContaining(text),
    maybeApplied: status >= 500,
  });
});

it.for([
  [
    422,
    { message: "Database exception occurred: [SQL: UPDATE ab_user SET email=?] [parameters: ('ada@example.com',)]" },
  ],
  [
    422,
    { message: 'duplicate key value violates unique constraint DETAIL: Key (email)=(ada@example.com) already exists.' },
  ],
  [400, { message: "Error [SQL: SELECT 1 WHERE x = 'ada@example.com']" }],
  [422, { message: { sql: ["Error in: select * from users where email = 'ada@example.com'"] } }],
  [422, { message: { sql: ["[parameters: ('ada@example.com',)]"] } }],
  [400, { errors: [{ message: "400 Bad Request: The CSRF token is missing. 'ada@example.com'" }] }],
  [500, { message: 'ada@example.com' }],
  [500, { errors: [{ message: 'ada@example.com' }] }],
  [404, 'ada@example.com'],
] as const)('quotes neither SQL nor values of %s %o', ([status, body]) => {
  expect(JSON.stringify(describe(status, body))).not.toMatch(/ada@example\.com|SELECT|UPDATE|secret/);
});
