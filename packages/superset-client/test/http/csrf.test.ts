import { expect, it } from 'vitest';
import { z } from 'zod';
import type { HttpAnswer, HttpRequest } from '../../src/http/transport.ts';
import { answer, serve } from '../served.ts';

const tokenPath = '/api/v1/security/csrf_token/';
const write = { method: 'PUT', path: '/api/v1/report/1', body: {}, csrf: true } as const;

it('sends the token with the cookie it came with, and the address as referrer', async () => {
  const { requester, sent } = serve(tokens());
  await requester.write(write);
  expect(sent.map(({ path }) => path)).toEqual([tokenPath, write.path]);
  expect(sent[0]?.headers).toEqual({ authorization: 'Bearer sst_key' });
  expect(sent[1]?.headers).toEqual({
    authorization: 'Bearer sst_key',
    'x-csrftoken': 'token-1',
    cookie: 'session=session-1; affinity=a',
    referer: 'https://superset.example.com/base/',
  });
});

it('asks for a token once, and not at all for what needs none', async () => {
  const { requester, sent } = serve(tokens());
  await requester.write({ method: 'POST', path: '/api/v1/security/users/', body: {} });
  await requester.read({ method: 'GET', path: '/api/v1/report/' }, z.object({}));
  expect(sent.map(({ path }) => path)).not.toContain(tokenPath);
  await Promise.all(Array.from({ length: 10 }, () => requester.write(write)));
  await requester.write(write);
  expect(sent.filter(({ path }) => path === tokenPath)).toHaveLength(1);
});

it('gets one new token when it has expired, for all who notice', async () => {
  const current = tokens();
  const { requester, sent } = serve((request) => {
    const isOld = request.headers?.['x-csrftoken'] === 'token-1';
    return isOld ? forged('The CSRF token has expired.') : current(request);
  });
  await Promise.all([requester.write(write), requester.write(write)]);
  expect(sent.filter(({ path }) => path === tokenPath)).toHaveLength(2);
  expect(sent.slice(-1)[0]?.headers).toMatchObject({
    'x-csrftoken': 'token-2',
    cookie: expect.stringContaining('session-2'),
  });
});

it.for([
  ['The CSRF session token is missing.', 2],
  ['The CSRF tokens do not match.', 2],
  ['The referrer does not match the host.', 1],
] as const)('says what proxies must pass when Superset keeps answering: %s', async ([reason, attempts]) => {
  const current = tokens();
  const { requester, sent } = serve((request) => (request.path === tokenPath ? current(request) : forged(reason)));
  await expect(requester.write(write)).rejects.toMatchObject({
    code: 'protocol',
    status: 400,
    message: expect.stringMatching(`${reason} Proxies .* Cookie`),
  });
  expect(sent.filter(({ path }) => path === write.path)).toHaveLength(attempts);
});

it('does not send a write whose token it cannot get, and says so', async () => {
  const { requester, sent } = serve(() => answer(403, { message: 'Forbidden' }));
  await expect(requester.write(write)).rejects.toMatchObject({ code: 'forbidden', maybeApplied: false });
  const down = serve(() => answer(503, 'down'));
  const post = { ...write, method: 'POST' } as const;
  await expect(down.requester.write(post)).rejects.toMatchObject({ code: 'unavailable', maybeApplied: false });
  expect([...sent, ...down.sent].filter(({ path }) => path === write.path)).toEqual([]);
});

it('keeps a sign-in by cookie, behind the cookie of the token', async () => {
  const { requester, sent } = serve(tokens(), { headers: async () => ({ Cookie: 'session=browser; sso=s' }) });
  await requester.write(write);
  expect(sent[0]?.headers).toEqual({ cookie: 'session=browser; sso=s' });
  expect(sent[1]?.headers?.cookie).toBe('session=session-1; affinity=a; session=browser; sso=s');
});

/** Issues one token after the other, and takes every write. */
function tokens(): (request: HttpRequest) => HttpAnswer {
  let issued = 0;
  return ({ path }) => {
    if (path !== tokenPath) return answer(200, { result: {} });
    issued++;
    return { ...answer(200, { result: `token-${issued}` }), cookies: [`session=session-${issued}`, 'affinity=a'] };
  };
}

/** What Superset answers to a write that may be forged. */
function forged(reason: string): HttpAnswer {
  return answer(400, { errors: [{ message: `400 Bad Request: ${reason}`, error_type: 'GENERIC_BACKEND_ERROR' }] });
}
