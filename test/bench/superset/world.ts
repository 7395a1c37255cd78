import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedToken, groupUrn, type Store, userUrn } from '@scim-superset/core';
import { createProvisioner, type Provisioner } from '@scim-superset/provisioner';
import { createSqliteStore } from '@scim-superset/store-sqlite';
import { createSupersetClient, type SupersetClient } from '@scim-superset/superset-client';
import { type RealSuperset, startRealSuperset } from '../../real-superset.ts';
import { type Person, person } from './accounts.ts';
import { benchMapping, targetName } from './mapping.ts';
import { type RawSuperset, signInRaw } from './raw-superset.ts';

/** A real Superset 6.1.0, a provisioner on a SQLite file, and raw calls to the same Superset. */
export interface World {
  readonly superset: RealSuperset;
  readonly raw: RawSuperset;
  readonly client: SupersetClient;
  readonly provisioner: Provisioner;
  readonly store: Store;
  readonly storePath: string;
  /** Sends a SCIM request and returns the answer's body. Throws on any other status than 2xx. */
  scim(method: string, path: string, body?: object): Promise<{ readonly id: string }>;
  /** Called for each change of an account that Superset has acknowledged to the provisioner. */
  onUpdate: (account: number) => void;
  end(): Promise<void>;
}

/** Starts everything, with base role and grant groups in place and nobody in the directory. */
export async function createWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'scim-superset-bench-'));
  const superset = await startRealSuperset('6.1.0');
  const { service } = superset.accounts;
  const client = createSupersetClient({ url: superset.url, credentials: service, timeoutMs: 60_000 });
  const storePath = join(folder, 'scim.db');
  const store = createSqliteStore({ path: storePath });
  const observed: SupersetClient = {
    ...client,
    users: {
      ...client.users,
      async update(account, ...rest) {
        await client.users.update(account, ...rest);
        world.onUpdate(account);
      },
    },
  };
  const provisioner = createProvisioner({
    store,
    mapping: benchMapping,
    targets: [{ name: targetName, superset: observed }],
    timing: { inlineWaitMs: 60_000 },
    // More leave in a run than in an hour of a company of this size.
    breaker: { floor: 100 },
  });
  const endpoint = provisioner.endpoint({
    baseUrl: 'https://scim.example.com/scim/v2',
    authenticate: fixedToken('bench'),
  });
  const world: World = {
    superset,
    raw: await signInRaw(superset.url, service),
    client,
    provisioner,
    store,
    storePath,
    async scim(method, path, body) {
      const headers = { authorization: 'Bearer bench', 'content-type': 'application/scim+json' };
      const answer = await endpoint.handle({ method, path, headers, ...(body !== undefined && { body }) });
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
      return answer.body === undefined ? {} : JSON.parse(answer.body);
    },
    onUpdate: () => {},
    async end() {
      await provisioner.stop();
      world.raw.close();
      await client.close();
      await store.close();
      await superset.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await world.scim('POST', '/Groups', { schemas: [groupUrn], displayName: 'North' });
  await world.scim('POST', '/Groups', { schemas: [groupUrn], displayName: 'South' });
  // Creates the base role and the groups of the grants.
  await world.scim('POST', '/Users', userBody(person('first', 0)));
  return world;
}

/** Adds and removes members of a directory's group with one request each. */
export async function patchMembers(
  world: World,
  displayName: string,
  { add = [], remove = [] }: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
): Promise<void> {
  const { resources } = await world.store.list({ type: 'Group', limit: 10 });
  const group = resources.find(({ attributes }) => attributes.displayName === displayName);
  const operation = (op: 'add' | 'remove', ids: readonly string[]) => ({
    op,
    path: 'members',
    value: ids.map((value) => ({ value })),
  });
  await world.scim('PATCH', `/Groups/${group?.id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [
      ...(remove.length > 0 ? [operation('remove', remove)] : []),
      ...(add.length > 0 ? [operation('add', add)] : []),
    ],
  });
}

/**
 * A Superset group for raw calls. It has the provisioner's prefix, so that it does not count as somebody else's; no
 * grant belongs to it.
 */
export async function rawGroup(
  { raw }: World,
  name: string,
  members: readonly { readonly account: number }[],
): Promise<number> {
  const { id } = await raw.call('POST', '/groups/', { name: `scim: ${name}` });
  await raw.call('PUT', `/groups/${id}`, { users: members.map(({ account }) => account) });
  return id;
}

/** The SCIM user of a person. */
export function userBody({ username, email, firstName, lastName }: Person): object {
  return {
    schemas: [userUrn],
    userName: username,
    name: { givenName: firstName, familyName: lastName },
    emails: [{ value: email, primary: true }],
    active: true,
  };
}
