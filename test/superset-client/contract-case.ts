import type { SupersetClient } from '@scim-superset/superset-client';
import type { WireAnswer, WireClient } from './wire-client.ts';

/** What a case works with. */
export interface ContractContext {
  readonly wire: WireClient;
  readonly client: SupersetClient;
  /** Whether this is Superset 6.0 or later, as declared. */
  readonly since6: boolean;
}

/** One thing that Superset does, and that the emulator must do alike. */
export interface ContractCase {
  readonly name: string;
  run(context: ContractContext): Promise<void>;
}

/** The id in an answer to a creation. */
export function idOf(answer: WireAnswer): number {
  const { id } = answer.body as { id?: unknown };
  if (typeof id !== 'number') throw new Error(`Expected an id, got ${answer.status} ${JSON.stringify(answer.body)}`);
  return id;
}

/** Status and body, for comparison. */
export function seen({ status, body }: WireAnswer): unknown {
  return { status, body };
}

/** What Flask-AppBuilder answers to an exception. */
export const fatal = { status: 500, body: { message: 'Fatal error' } };
/** What a missing resource answers. */
export const missing = { status: 404, body: { message: 'Not found' } };

/** A body for `POST /security/users/` with a username and e-mail of its own. */
export function newUser(wire: WireClient, name: string, change: object = {}): Readonly<Record<string, unknown>> {
  const username = wire.unique(name);
  const email = `${encodeURIComponent(username)}@example.com`;
  const defaults = { first_name: 'First', last_name: 'Last', password: 'secret-1', active: true, roles: [gammaId] };
  return { username, email, ...defaults, ...change };
}

/** `superset init` creates Admin, Public, Alpha, Gamma and sql_lab in this order. */
export const gammaId = 4;

/** Creates an account and returns its id and username. */
export async function addUser(
  wire: WireClient,
  name: string,
  change: object = {},
): Promise<{ readonly id: number; readonly username: string; readonly email: string }> {
  const body = newUser(wire, name, change);
  const id = idOf(await wire.call('POST', '/api/v1/security/users/', { body }));
  return { id, username: String(body.username), email: String(body.email) };
}

/** Path of a list with a Rison query. */
export function list(resource: string, q: string): string {
  return `/api/v1/security/${resource}/?q=${encodeURIComponent(q)}`;
}
