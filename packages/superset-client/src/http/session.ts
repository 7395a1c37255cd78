import { z } from 'zod';
import type { SupersetCredentials } from '../superset-client.ts';
import { SupersetError } from '../superset-error.ts';
import { answerError } from './answer-error.ts';
import { parseJson } from './parse-json.ts';
import { isPassing } from './repeat.ts';
import { suppliedHeaders } from './supplied-headers.ts';
import type { HttpAnswer, HttpRequest, Transport } from './transport.ts';
import { withEffect } from './with-effect.ts';

type Headers = Readonly<Record<string, string>>;

/** Who the client is, in the headers of each request. */
export interface Session {
  /** Headers that carry the credentials; signs in if needed. */
  headers(): Promise<Headers>;
  /** Tells that an answer refused these headers. Resolves to others to try, or undefined when there are none. */
  renew(refused: Headers): Promise<Headers | undefined>;
  /** Id of the account, once signed in, as far as the access token tells. */
  subject(): number | undefined;
}

/** What a session is made of. */
export interface SessionParts {
  readonly transport: Transport;
  /** How long a function that supplies headers may take. */
  readonly timeoutMs: number;
  readonly clock: () => number;
}

/** Creates the session that fits the credentials. */
export function createSession(
  credentials: SupersetCredentials,
  { transport, timeoutMs, clock }: SessionParts,
): Session {
  if ('apiKey' in credentials) {
    const headers = bearer(credentials.apiKey);
    return { headers: async () => headers, renew: async () => undefined, subject: () => undefined };
  }
  if ('headers' in credentials) {
    const headers = (): Promise<Headers> => suppliedHeaders(credentials.headers, timeoutMs);
    return { headers, renew: headers, subject: () => undefined };
  }
  return createPasswordSession(credentials, transport, clock);
}

interface Tokens {
  readonly headers: Headers;
  /** When to get another access token, ahead of its expiry. */
  readonly refreshAt: number;
  readonly expiresAt: number;
  readonly refreshToken: string | undefined;
  readonly subject: number | undefined;
}

const loginAnswer = z.object({ access_token: z.string(), refresh_token: z.string().optional() });
const tokenClaims = z.object({ exp: z.number(), iat: z.number(), sub: z.coerce.number().int() });

// Superset's default lifetime of an access token, for tokens that do not tell.
const defaultLifetimeMs = 15 * 60 * 1000;
// Every call of a long queue would sign in with a wrong password, at 90 ms of Superset's time each.
const rememberRefusalMs = 5_000;
// So that in an outage of the sign-in not every call waits for it first.
const refreshAgainMs = 5_000;
const loginPath = '/api/v1/security/login';
const refreshPath = '/api/v1/security/refresh';

function createPasswordSession(
  credentials: { readonly username: string; readonly password: string },
  transport: Transport,
  clock: () => number,
): Session {
  let tokens: Tokens | undefined;
  let pending: Promise<Tokens> | undefined;
  let refusal: { readonly error: SupersetError; readonly until: number } | undefined;

  // One sign-in serves everybody who waits, so no caller's signal may cancel it; the transport's deadline bounds it.
  function signIn(refreshToken: string | undefined): Promise<Tokens> {
    pending ??= (refreshToken === undefined ? login() : refresh(refreshToken))
      .then((fresh) => {
        tokens = fresh;
        return fresh;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  }

  async function login(): Promise<Tokens> {
    if (refusal !== undefined && clock() < refusal.until) throw refusal.error;
    const { username, password } = credentials;
    const body = { username, password, provider: 'db', refresh: true };
    const request: HttpRequest = { method: 'POST', path: loginPath, body, urgent: true };
    const answer = await send(request);
    if (answer.status === 200) return parseTokens(answer, undefined);
    const error = loginError(request, answer);
    if (error.code === 'unauthorised') refusal = { error, until: clock() + rememberRefusalMs };
    throw error;
  }

  async function refresh(refreshToken: string): Promise<Tokens> {
    const answer = await send({ method: 'POST', path: refreshPath, headers: bearer(refreshToken), urgent: true });
    // A refused refresh token (30 days over, key rotated, account deactivated) leaves the password to decide.
    return answer.status === 200 ? parseTokens(answer, refreshToken) : login();
  }

  /** Refreshes ahead of expiry; goes on with the present token while that fails for a passing reason. */
  async function refreshAhead(present: Tokens): Promise<Tokens> {
    try {
      return await signIn(present.refreshToken);
    } catch (error) {
      const now = clock();
      if (!SupersetError.is(error) || !isPassing(error) || now >= present.expiresAt) throw error;
      if (tokens === present) tokens = { ...present, refreshAt: now + refreshAgainMs };
      return present;
    }
  }

  /** Whatever becomes of a sign-in, the call that waits for it has not been sent. */
  function send(request: HttpRequest): Promise<HttpAnswer> {
    return transport.send(request).catch((error: unknown) => {
      throw withEffect(error, false);
    });
  }

  function parseTokens(answer: HttpAnswer, refreshToken: string | undefined): Tokens {
    const parsed = loginAnswer.safeParse(parseJson(answer.text));
    if (!parsed.success) throw new SupersetError('protocol', 'Superset answered the sign-in without an access token.');
    const { access_token: accessToken, refresh_token: newRefreshToken = refreshToken } = parsed.data;
    const { exp, iat, sub } = tokenClaims.safeParse(parseJson(payload(accessToken))).data ?? {};
    // By the token's own claims, hence independent of the difference between two clocks.
    const lifetimeMs = exp === undefined || iat === undefined ? defaultLifetimeMs : (exp - iat) * 1000;
    const now = clock();
    return {
      headers: bearer(accessToken),
      refreshAt: now + lifetimeMs * 0.8,
      expiresAt: now + lifetimeMs,
      refreshToken: newRefreshToken,
      subject: sub,
    };
  }

  return {
    async headers() {
      if (tokens === undefined) return (await signIn(undefined)).headers;
      return clock() < tokens.refreshAt ? tokens.headers : (await refreshAhead(tokens)).headers;
    },
    async renew(refused) {
      // Somebody else may have renewed while the refused request was under way.
      if (tokens !== undefined && tokens.headers !== refused) return tokens.headers;
      return (await signIn(undefined)).headers;
    },
    subject: () => tokens?.subject,
  };
}

function bearer(token: string): Headers {
  return { authorization: `Bearer ${token}` };
}

function loginError(request: HttpRequest, answer: HttpAnswer): SupersetError {
  if (answer.status === 401) {
    return new SupersetError(
      'unauthorised',
      'Superset refused the sign-in: the username or password of the service account is wrong, or it is deactivated.',
      { status: 401 },
    );
  }
  if (answer.status === 400) {
    return new SupersetError(
      'unauthorised',
      'Superset does not let database accounts sign in here (OAuth, OIDC or SAML is configured). Give `credentials` an API key instead.',
      { status: 400 },
    );
  }
  return withEffect(answerError(request, answer), false);
}

function payload(token: string): string {
  return Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
}
