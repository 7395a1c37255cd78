import { validateHeaderName, validateHeaderValue } from 'node:http';
import { SupersetError } from '../superset-error.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Asks for the headers of a request, with names in small letters. Throws `unavailable` when the function fails or does
 * not answer in time, and `unauthorised` for what cannot be a header; its error is the cause, never part of the message.
 */
export async function suppliedHeaders(supply: () => Promise<Headers>, timeoutMs: number): Promise<Headers> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const deadline = setTimeout(() => reject(failed(`did not answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    const headers = await Promise.race([supplied(supply), late]);
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), checked(name, value)]),
    );
  } finally {
    clearTimeout(deadline);
  }
}

async function supplied(supply: () => Promise<Headers>): Promise<Headers> {
  try {
    return await supply();
  } catch (cause) {
    throw failed('failed; the cause says why', cause);
  }
}

function checked(name: string, value: string): string {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return value;
  } catch {
    throw new SupersetError(
      'unauthorised',
      'The `headers` of `credentials` hold what no HTTP header may hold. Mend them.',
    );
  }
}

function failed(how: string, cause?: unknown): SupersetError {
  return new SupersetError('unavailable', `The function \`headers\` of \`credentials\` ${how}.`, { cause });
}
