import {
  compileFilter,
  enterpriseUserUrn,
  parseFilter,
  type User,
  userResourceType,
  userUrn,
} from '@scim-superset/core';
import { parse as parseByScim2Filter } from 'scim2-filter';
import { filter as compileByScim2ParseFilter, parse as parseByScim2ParseFilter } from 'scim2-parse-filter';
import { Filter as ScimmyFilter } from 'scimmy/types';
import { type Contender, interleave } from './interleave.ts';
import type { BenchRow } from './patch.ts';

const simple = 'userName eq "user5000@example.com"';
// Joined, so that the engine has one flat piece of text as it has from a request.
const complex = [
  'userType eq "Employee" and (emails[type eq "work" and value co "@example.com"] or',
  'ims[type eq "xmpp" and value co "@foo.com"]) and',
  'not (active eq false or meta.lastModified lt "2011-05-13T04:42:34Z") or',
  `${enterpriseUserUrn}:department sw "Fin"`,
].join(' ');
const contains = 'emails[type eq "work" and value co "user5000@"]';
const equals = 'emails[type eq "work" and value eq "user5000@example.com"]';

const users: readonly User[] = Array.from({ length: 10_000 }, (_, index) =>
  // Through JSON, as a store's users are: the engine then has the strings that it has in production.
  JSON.parse(
    JSON.stringify({
      schemas: [userUrn],
      id: `id-${index}`,
      userName: `user${index}@example.com`,
      name: { givenName: `Given${index}`, familyName: `Family${index}` },
      active: index % 7 !== 0,
      emails: [
        { type: 'work', value: `user${index}@example.com`, primary: true },
        { type: 'home', value: `u${index}@home.example.org` },
      ],
      meta: { resourceType: 'User', created: '2024-01-01T00:00:00.000Z', lastModified: '2024-01-01T00:00:00.000Z' },
    }),
  ),
);

/** What one would write by hand for each filter: case-insensitive as the schema demands, safe on sparse users. */
const byHand: Readonly<Record<string, (user: User) => boolean>> = {
  [simple]: (user) => typeof user.userName === 'string' && user.userName.toLowerCase() === 'user5000@example.com',
  [contains]: (user) =>
    user.emails?.some(
      ({ type, value }) => type?.toLowerCase() === 'work' && value?.toLowerCase().includes('user5000@') === true,
    ) === true,
  [equals]: (user) =>
    user.emails?.some(
      ({ type, value }) => type?.toLowerCase() === 'work' && value?.toLowerCase() === 'user5000@example.com',
    ) === true,
};

/** Parsing against the published parsers, and a scan of 10,000 users against a closure written by hand. */
export async function benchFilter(): Promise<readonly BenchRow[]> {
  // A server has seen other filters before: the compiled functions are then shared by many attributes.
  for (const seen of [
    'title pr',
    'active eq true',
    'name.familyName sw "F1"',
    'externalId eq "x"',
    'emails ew ".org"',
    complex,
  ]) {
    scan(compileFilter(seen, userResourceType))();
  }
  return [
    ...(await benchParser('parse simple', simple)),
    ...(await benchParser('parse complex', complex)),
    ...(await benchPredicate('scan 10,000 users, simple', simple)),
    ...(await benchPredicate('scan 10,000 users, value path with co', contains)),
    ...(await benchPredicate('scan 10,000 users, value path with eq', equals)),
  ];
}

function benchParser(name: string, text: string): Promise<readonly BenchRow[]> {
  return compare(name, () => parseFilter(text), {
    'scim2-parse-filter': () => parseByScim2ParseFilter(text),
    'scim2-filter': () => parseByScim2Filter(text),
    scimmy: () => new ScimmyFilter(text),
  });
}

function benchPredicate(name: string, text: string): Promise<readonly BenchRow[]> {
  const hand = byHand[text];
  if (hand === undefined) throw new Error(`Nobody has written ${text} by hand`);
  return compare(name, scan(compileFilter(text, userResourceType)), {
    'by hand': scan(hand),
    'scim2-parse-filter': scan(compileByScim2ParseFilter(parseByScim2ParseFilter(text))),
  });
}

function scan(predicate: (user: User) => boolean): Contender {
  return () => {
    let found = 0;
    for (const user of users) if (predicate(user)) found++;
    return found;
  };
}

async function compare(
  name: string,
  ours: Contender,
  peers: Readonly<Record<string, Contender>>,
): Promise<readonly BenchRow[]> {
  const [own = Number.NaN, ...others] = await interleave([ours, ...Object.values(peers)]);
  return Object.keys(peers).map((peer, index) => {
    const time = others[index] ?? Number.NaN;
    return { name: `${name}, ${peer}`, ours: own, peer: time, ratio: time / own };
  });
}
