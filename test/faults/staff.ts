import type { IdentityProvider as ScimClient } from '@scim-superset/quickstart/story';
import type { Random } from '../fuzz/random.ts';
import { type IdentityProvider, type Person, success } from '../identity-providers/identity-provider.ts';

/** Somebody of the company, as the directory should know them. */
export interface Employee extends Person {
  /** Stays until the directory forgets them, so that an account tells whose it is; whoever comes back then is another. */
  givenName: string;
  readonly number: number;
  /** Undefined while the directory does not know them. */
  id: string | undefined;
  userName: string;
  familyName: string;
  department: string;
  active: boolean;
  readonly groups: Set<string>;
}

/** A deactivation, or a deletion, as the identity provider sent it. Times are by `performance.now()`. */
export interface Departure {
  /** Number of the employee. */
  readonly employee: number;
  readonly sentAt: number;
  /** When the directory wanted the account back, or was asked for the last time. */
  until: number;
}

/** What a staff is made of. */
export interface StaffOptions {
  readonly random: Random;
  readonly size: number;
  readonly groups: readonly string[];
  /** Deletes what it created in the identity provider. */
  readonly client: ScimClient;
  /** Each employee is with one of them. */
  readonly idps: readonly IdentityProvider[];
  /** Resolves when the next change may be sent. */
  readonly pace: () => Promise<void>;
}

/** A company whose people join, move, marry, leave and come back. */
export interface Staff {
  readonly employees: readonly Employee[];
  /** Given names of those whom the directory has forgotten. */
  readonly former: readonly string[];
  readonly departures: readonly Departure[];
  /** Creates the groups. */
  prepare(): Promise<void>;
  /** Sends so many changes, those of one employee one after the other. */
  change(count: number, atATime: number): Promise<void>;
}

/** Creates a staff that nobody knows yet. */
export function createStaff({ random, size, groups, client, idps, pace }: StaffOptions): Staff {
  const employees = Array.from({ length: size }, (_, index) => newEmployee(index));
  const former: string[] = [];
  const departures: Departure[] = [];
  const groupIds = new Map<string, string>();

  async function prepare(): Promise<void> {
    for (const name of groups) groupIds.set(name, (await idps[0]?.pushGroup(name)) ?? '');
  }

  async function changeOne(index: number): Promise<void> {
    const employee = employees[index];
    const idp = idps[index % idps.length];
    if (employee === undefined || idp === undefined) return;
    const { id } = employee;
    if (id === undefined) return assign(employee, idp);
    if (!employee.active) return random.once(4) ? remove(employee, id) : assign(employee, idp);
    await random.choose<() => Promise<void>>([
      [4, () => () => moveIn(employee, idp, id)],
      [3, () => () => moveOut(employee, idp, id)],
      [2, () => () => update(employee, idp, id, { familyName: `Name${random.below(50)}` })],
      [1, () => () => update(employee, idp, id, { userName: newUserName(employee) })],
      [2, () => () => update(employee, idp, id, { department: random.pick(['Data', 'Other']) })],
      [4, () => () => leave(employee, () => idp.unassign(id))],
      [1, () => () => remove(employee, id)],
    ])();
  }

  async function assign(employee: Employee, idp: IdentityProvider): Promise<void> {
    for (const departure of departures) {
      if (departure.employee === employee.number) departure.until = Math.min(departure.until, performance.now());
    }
    employee.id = await idp.assign(toPerson(employee));
    employee.active = true;
  }

  async function moveIn(employee: Employee, idp: IdentityProvider, id: string): Promise<void> {
    const group = random.pick(groups);
    await idp.join(groupIds.get(group) ?? '', id);
    employee.groups.add(group);
  }

  async function moveOut(employee: Employee, idp: IdentityProvider, id: string): Promise<void> {
    const group = random.pick(groups);
    await idp.leave(groupIds.get(group) ?? '', id);
    employee.groups.delete(group);
  }

  async function update(employee: Employee, idp: IdentityProvider, id: string, what: Partial<Employee>): Promise<void> {
    await idp.update(id, toPerson({ ...employee, ...what }));
    Object.assign(employee, what);
  }

  async function leave(employee: Employee, send: () => Promise<unknown>): Promise<void> {
    if (employee.active)
      departures.push({ employee: employee.number, sentAt: performance.now(), until: Number.POSITIVE_INFINITY });
    employee.active = false;
    await send();
  }

  async function remove(employee: Employee, id: string): Promise<void> {
    await leave(employee, () => success(client.delete(`/Users/${id}`)));
    former.push(employee.givenName);
    employee.id = undefined;
    employee.givenName = `Employee${employee.number}-${former.length}`;
    employee.groups.clear();
  }

  function newUserName({ number }: Employee): string {
    return `employee${number}.${random.below(50)}@example.com`;
  }

  return {
    employees,
    former,
    departures,
    prepare,
    async change(count, atATime) {
      let left = count;
      const busy = new Set<number>();
      const lane = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          await pace();
          let index = random.below(size);
          while (busy.has(index)) index = (index + 1) % size;
          busy.add(index);
          await changeOne(index).finally(() => busy.delete(index));
        }
      };
      await Promise.all(Array.from({ length: atATime }, lane));
    },
  };
}

function newEmployee(number: number): Employee {
  const names = { givenName: `Employee${number}`, familyName: 'New', userName: `employee${number}@example.com` };
  return { number, ...names, department: 'Other', id: undefined, active: false, groups: new Set() };
}

function toPerson({ userName, givenName, familyName, department }: Employee): Person {
  return { userName, givenName, familyName, department };
}
