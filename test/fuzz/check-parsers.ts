import {
  applyPatch,
  compileFilter,
  groupResourceType,
  lenientQuirks,
  parseFilter,
  parsePath,
  printFilter,
  projectResource,
  ScimError,
  type ScimResource,
  strictQuirks,
  userResourceType,
} from '@scim-superset/core';
import { breakText, randomFilter, randomPath } from './filter-text.ts';
import type { Random } from './random.ts';
import { randomPatch } from './random-request.ts';
import { leanUsers } from './world.ts';

/** Something tried on the parsers, and what was wrong with the outcome. */
export interface Trial {
  readonly input: unknown;
  readonly problems: readonly string[];
}

const user = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: '1',
  userName: 'ada',
  active: true,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [
    { value: 'ada@example.com', type: 'work', primary: true },
    { value: 'ada@example.org', type: 'home' },
  ],
  meta: { resourceType: 'User', created: '2024-01-01T00:00:00Z', lastModified: '2024-01-01T00:00:00Z' },
} satisfies ScimResource & Record<string, unknown>;
const frozen = JSON.stringify(user);

/** Tries the parsers and engines by themselves: they answer, or throw a ScimError, and never change what they are given. */
export function tryParsers(random: Random): Trial {
  const [input, attempt] = random.choose<readonly [unknown, () => string[]]>([
    [5, () => tryFilter(random)],
    [2, () => tryPath(random)],
    [4, () => tryPatch(random)],
    [1, () => tryProjection(random)],
  ]);
  try {
    const problems = attempt();
    return { input, problems: JSON.stringify(user) === frozen ? problems : [...problems, 'the resource was changed'] };
  } catch (error) {
    const isFair = ScimError.is(error) && error.status >= 400 && error.status < 500;
    return { input, problems: isFair ? [] : [`threw ${error instanceof Error ? error.stack : String(error)}`] };
  }
}

function tryFilter(random: Random): readonly [unknown, () => string[]] {
  const text = randomFilter(random);
  const options = { unquotedValues: random.once(2) };
  return [
    { filter: text, ...options },
    () => {
      const filter = parseFilter(text, options);
      const printed = printFilter(filter);
      const again = JSON.stringify(parseFilter(printed)) === JSON.stringify(filter);
      for (const resource of [user, { ...user, emails: [] }, { schemas: [], id: '2' }]) {
        for (const type of [userResourceType, groupResourceType]) compileFilter(filter, type)(resource as never);
      }
      return again ? [] : [`prints as ${printed}, which is another filter`];
    },
  ];
}

function tryPath(random: Random): readonly [unknown, () => string[]] {
  const text = random.once(3) ? breakText(random, randomPath(random)) : randomPath(random);
  return [
    { path: text },
    () => {
      parsePath(text);
      return [];
    },
  ];
}

function tryPatch(random: Random): readonly [unknown, () => string[]] {
  const patch = JSON.parse(JSON.stringify(randomPatch(random, random.once(100) ? 1_000 : 6))) as never;
  const quirks = random.once(2) ? strictQuirks : lenientQuirks;
  const type = random.once(3) ? leanUsers : userResourceType;
  return [
    { patch, strict: quirks === strictQuirks, lean: type === leanUsers },
    () => {
      const { resource, changes } = applyPatch(user, patch, type, { quirks });
      const problems: string[] = [];
      if (Object.getPrototypeOf(resource) !== Object.prototype) problems.push('the result has another prototype');
      if (changes.length === 0 && JSON.stringify(resource) !== frozen) problems.push('a change that is not reported');
      return problems;
    },
  ];
}

function tryProjection(random: Random): readonly [unknown, () => string[]] {
  const attributes = random.list(0, 5, () => randomPath(random));
  return [
    { attributes },
    () => {
      const { id } = projectResource(user, userResourceType, { attributes });
      return id === user.id ? [] : ['the id is always returned'];
    },
  ];
}
