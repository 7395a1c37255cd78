import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mapping, startWorld, type World } from '../end-to-end/world.ts';
import { createRandom } from '../fuzz/random.ts';
import { createEntra } from '../identity-providers/entra.ts';
import { createOkta } from '../identity-providers/okta.ts';
import { reportDepartures } from './departures.ts';
import { createStaff, type Employee } from './staff.ts';
import { createSupersetWatch } from './superset-watch.ts';
import { createWeather } from './weather.ts';

/**
 * `STORM_VERSIONS=6.1.0,5.0.0,4.1.4` plays it on other Supersets, `STORM_CHANGES` and `STORM_SEED` make another storm of it.
 */
const versions = (process.env.STORM_VERSIONS ?? '6.1.0').split(',') as ('6.1.0' | '5.0.0' | '4.1.4')[];
const changes = Number(process.env.STORM_CHANGES ?? 2_000);
const seed = Number(process.env.STORM_SEED ?? 20_261_128);
/** How long the client waits for an answer. */
const patienceMs = 5_000;
/** When accounts are first looked at again that a write may have reached late. */
const lateMs = 1_000;
/** With more who wait the next change is held back, or a slow Superset would never see most of them. */
const mostWaiting = 20;
const groups = mapping.grants.flatMap(({ group }) => (typeof group === 'string' ? [group] : []));

describe.each(versions)('On Superset %s', (version) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(version, {
      // As it is by default: nobody waits for a Superset that is down.
      provisioner: { timing: { inlineWaitMs: 2_000, preflightMs: 1_000, lateMs }, breaker: false },
      supersetTimeoutMs: patienceMs,
    });
  });
  afterAll(() => world?.end());

  it(`${changes} changes of the directory arrive through whatever happens on the way`, async () => {
    const { byHand, microsoft, okta, proxy, service, groupMode } = world;
    const weather = createWeather(createRandom(seed), patienceMs);
    const watch = createSupersetWatch();
    proxy.intercept = (asked, pass) => weather.intercept(asked, () => watch.pass(asked, pass));
    const staff = createStaff({
      random: createRandom(seed + 1),
      size: 100,
      groups,
      client: microsoft,
      async pace() {
        while (((await service.provisioner.status())[0]?.lag.pending ?? 0) > mostWaiting) await sleep(50);
      },
      idps: [createEntra(microsoft, 'older'), createEntra(microsoft, 'modern'), createOkta(okta, 'catalogue')],
    });

    const began = performance.now();
    await staff.prepare();
    await staff.change(changes, 8);
    weather.clear();
    const clearedAt = performance.now();
    await service.provisioner.settled({ timeoutMs: 180_000 });
    const seconds = ((performance.now() - began) / 1_000).toFixed(0);
    const restMs = performance.now() - clearedAt;
    // What is still on its way arrives, and is found at the third look.
    await sleep(patienceMs * 2.5 + lateMs * 17);
    await service.provisioner.settled({ timeoutMs: 180_000 });

    const accounts = await byHand.accounts();
    const accountsOf = (givenName: string) =>
      accounts.filter(({ name }) => name.startsWith(`${givenName} `)).map(toSeen);
    for (const employee of staff.employees) {
      const seen = accountsOf(employee.givenName);
      const expected = toExpected(employee, groupMode) ?? inactive;
      expect([employee, seen]).toEqual([employee, expected.active || seen.length > 0 ? [expected] : []]);
    }
    for (const name of staff.former) {
      expect([name, accountsOf(name)]).toEqual([name, accountsOf(name).length > 0 ? [inactive] : []]);
    }
    for (const [givenName, ids] of watch.created) expect([givenName, ids]).toEqual([givenName, [expect.any(Number)]]);
    const own = (await byHand.groups()).filter(({ name }) => name.startsWith('scim: ')).map(({ name }) => name);
    expect(own.toSorted()).toEqual(groupMode ? mapping.grants.map(({ name }) => `scim: ${name}`).toSorted() : []);
    const [plan] = (await service.provisioner.plan()).targets;
    expect(plan?.items.filter(({ kind }) => kind !== 'unmanaged-account')).toEqual([]);

    // Five seconds for a Superset that has its machine to itself, and takes some 20 ms for a change.
    const writeMs = watch.writeMs.toSorted((a, b) => a - b)[watch.writeMs.length >> 1] ?? 0;
    const limitMs = 5_000 * Math.max(1, writeMs / 100);
    const reports = reportDepartures(staff.departures, watch, weather.strikes, limitMs);
    const late = reports.map(({ lateMs }) => lateMs ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b);
    const slowest = late.at(-1) ?? 0;
    const back = reports.map(({ activeAgainMs }) => activeAgainMs).filter((ms) => ms > 0);
    process.stdout.write(
      `storm on ${version}: ${changes} changes in ${seconds} s, ${weather.strikes.length} faults, ` +
        `${watch.created.size} accounts created; a raw change took ${writeMs.toFixed(0)} ms, ${reports.length} departures took ${late[late.length >> 1]?.toFixed(0)} ms ` +
        `from recovery (median), ${slowest.toFixed(0)} ms at most, and ${back.length} were active again for ${Math.max(0, ...back).toFixed(0)} ms at most; ` +
        `settled ${restMs.toFixed(0)} ms after the last fault\n`,
    );
    expect(reports.length).toBeGreaterThan(20);
    expect(reports.filter(({ lateMs }) => lateMs === undefined)).toEqual([]);
    expect(slowest).toBeLessThan(limitMs);
    expect(Math.max(0, ...back)).toBeLessThan(lateMs * 17 + limitMs);
  }, 1_200_000);
});

interface Seen {
  readonly active: boolean;
  readonly username?: string | undefined;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
}

const inactive: Seen = { active: false, roles: ['SCIM Base'], groups: [] };

function toSeen({ active, username, email, name, roles, groups: joined }: Seen): Seen {
  return { active, roles, groups: joined, ...(active && { username, email, name }) };
}

/** What the mapping says of somebody, in words of this test; undefined for an account that must not be active. */
function toExpected(employee: Employee, groupMode: boolean): Seen | undefined {
  const { id, active, userName, givenName, familyName, department } = employee;
  if (id === undefined || !active) return undefined;
  const grants = mapping.grants.filter(({ group }) =>
    typeof group === 'string' ? employee.groups.has(group) : department === 'Data',
  );
  const roles = groupMode ? [] : grants.flatMap((grant) => grant.roles);
  return {
    active: true,
    username: userName,
    email: userName,
    name: `${givenName} ${familyName}`,
    roles: [...new Set(['SCIM Base', ...roles])].toSorted(),
    groups: groupMode ? grants.map(({ name }) => `scim: ${name}`).toSorted() : [],
  };
}
