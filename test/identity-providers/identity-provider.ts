import type { ScimAnswer, IdentityProvider as ScimClient } from '@scim-superset/quickstart/story';

/** Somebody, as an identity provider knows them. */
export interface Person {
  readonly userName: string;
  readonly givenName: string;
  readonly familyName: string;
  /** Default: the userName. */
  readonly email?: string;
  readonly department?: string;
}

/**
 * What an administrator does in an identity provider, and what it then sends, in its own words: written after vendors'
 * documents and public captures. Throws a {@link ScimRefusal} when the answer is not a success.
 */
export interface IdentityProvider {
  /** Assigns somebody to the application: looks them up, then creates or reactivates them. Returns the id. */
  assign(person: Person): Promise<string>;
  /** Sends what has changed of somebody who is assigned. */
  update(id: string, person: Person): Promise<void>;
  /** Takes the assignment away, or disables the person. */
  unassign(id: string): Promise<void>;
  /** Finds a group by its name or creates it. Returns the id. */
  pushGroup(displayName: string): Promise<string>;
  renameGroup(id: string, displayName: string): Promise<void>;
  unlinkGroup(id: string): Promise<void>;
  join(group: string, member: string): Promise<void>;
  leave(group: string, member: string): Promise<void>;
}

/** An answer that is not a success. */
export class ScimRefusal extends Error {
  override readonly name = 'ScimRefusal';
  readonly status: number;
  readonly scimType: unknown;

  constructor({ status, body }: ScimAnswer) {
    super(`${status} ${String(body.scimType ?? '')}: ${String(body.detail)}`);
    this.status = status;
    this.scimType = body.scimType;
  }
}

/** The body of a successful answer. */
export async function success(answering: Promise<ScimAnswer>): Promise<ScimAnswer['body']> {
  const answer = await answering;
  if (answer.status >= 300) throw new ScimRefusal(answer);
  return answer.body;
}

/** The first resource that a list's query finds, or undefined. */
export async function findFirst(
  client: ScimClient,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<ScimAnswer['body'] | undefined> {
  const { Resources } = await success(client.get(`${path}?${new URLSearchParams(query)}`));
  return (Resources as readonly ScimAnswer['body'][] | undefined)?.[0];
}

export const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
