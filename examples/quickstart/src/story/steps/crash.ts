import { ensureGroup } from '../directory.ts';
import { entraMember, entraUser, type IdentityProvider, type Person, type ScimAnswer } from '../identity-provider.ts';
import { salesGroup } from '../people.ts';
import { problems, type Step, type StoryLine, until } from '../step.ts';
import type { Stage } from '../world.ts';

const people = 40;
const changesEach = 5;
const lanes = 8;
const killAfter = 90;

/** Everything is stopped hard in the middle of 200 changes: what was acknowledged is there, and Superset converges. */
export const crash: Step = {
  title: 'Crash (Entra)',
  async play(stage): Promise<StoryLine[]> {
    const { entra, scim, superset } = stage;
    const burst = createBurst(entra, await ensureGroup(entra, salesGroup));
    await Promise.all([burst.send(), burst.reached(killAfter).then(() => Promise.all([scim.kill(), superset.kill()]))]);
    const start = performance.now();
    await Promise.all([superset.restart(), scim.restart()]);
    const lost = await burst.findLost(entra);
    const plan = await until(
      () => scim.command('plan'),
      ({ code }) => code === 0,
      60_000,
    );
    const ms = performance.now() - start;
    const wrong = await burst.findWrong(stage);
    return [
      {
        step: this.title,
        sent: `${burst.sent()} of ${people * changesEach} changes sent, ${burst.acknowledged()} acknowledged, kill -9`,
        before: `restarted: ${lost.length} acknowledged changes lost`,
        after: `plan exits ${plan.code}, ${wrong.length} accounts differ`,
        ms,
        problem: problems({
          'the kill came in the middle':
            burst.acknowledged() >= killAfter && burst.acknowledged() < people * changesEach,
          [`nothing acknowledged is lost (${lost.slice(0, 3).join('; ')})`]: lost.length === 0,
          [`Superset converges (${plan.output.slice(0, 600)})`]: plan.code === 0,
          [`every account is as acknowledged (${wrong.slice(0, 3).join('; ')})`]: wrong.length === 0,
        }),
      },
    ];
  },
};

/** How far a person's changes were acknowledged: created, joined the group, renamed, left the group, deactivated. */
interface Progress {
  readonly person: Person;
  id: string | undefined;
  acknowledged: number;
}

function createBurst(entra: IdentityProvider, groupId: string) {
  const all: Progress[] = Array.from({ length: people }, (_, index) => ({
    person: { userName: `burst-${index + 1}@example.com`, givenName: 'Burst', familyName: `Number ${index + 1}` },
    id: undefined,
    acknowledged: 0,
  }));
  let sent = 0;
  let down = false;
  const waiting: { readonly count: number; readonly wake: () => void }[] = [];
  const acknowledged = (): number => all.reduce((sum, progress) => sum + progress.acknowledged, 0);

  const changes: ((progress: Progress) => Promise<ScimAnswer>)[] = [
    ({ person }) => entra.post('/Users', entraUser(person)),
    ({ id = '' }) => entra.patch(`/Groups/${groupId}`, entraMember('Add', id)),
    ({ id }) => entra.patch(`/Users/${id}`, [{ op: 'Replace', path: 'name.givenName', value: 'Renamed' }]),
    ({ id = '' }) => entra.patch(`/Groups/${groupId}`, entraMember('Remove', id)),
    ({ id }) => entra.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }]),
  ];

  const sendAllOf = async (progress: Progress): Promise<void> => {
    for (const change of changes) {
      if (down) return;
      sent += 1;
      const answer = await change(progress).catch(() => undefined);
      if (answer === undefined) {
        down = true;
        return;
      }
      if (answer.status >= 300)
        throw new Error(`A change was answered with ${answer.status}: ${String(answer.body.detail)}`);
      progress.id ??= String(answer.body.id);
      progress.acknowledged += 1;
      for (const { count, wake } of waiting) if (acknowledged() >= count) wake();
    }
  };

  return {
    sent: () => sent,
    acknowledged,
    async send(): Promise<void> {
      const queue = all.values();
      await Promise.all(
        Array.from({ length: lanes }, async () => {
          for (const progress of queue) await sendAllOf(progress);
        }),
      );
    },
    reached: (count: number): Promise<void> =>
      new Promise((resolve) => {
        waiting.push({ count, wake: resolve });
      }),
    /** Acknowledged changes that the directory does not show. A change after it may have arrived unacknowledged. */
    async findLost(idp: IdentityProvider): Promise<string[]> {
      const lost: string[] = [];
      for (const { id, person, acknowledged: count } of all.filter((progress) => progress.id !== undefined)) {
        const { status, body } = await idp.get(`/Users/${id}`);
        const name = (body.name as { readonly givenName?: string } | undefined)?.givenName;
        const inGroup = ((body.groups as readonly { readonly value: string }[] | undefined) ?? []).some(
          ({ value }) => value === groupId,
        );
        if (status !== 200) lost.push(`${person.userName}: POST`);
        if (count === 2 && !inGroup) lost.push(`${person.userName}: member added`);
        if (count >= 3 && name !== 'Renamed') lost.push(`${person.userName}: renamed`);
        if (count >= 4 && inGroup) lost.push(`${person.userName}: member removed`);
        if (count >= 5 && body.active !== false) lost.push(`${person.userName}: deactivated`);
      }
      return lost;
    },
    /** Accounts in Superset that do not show what was acknowledged. */
    async findWrong({ asAdmin }: Stage): Promise<string[]> {
      const wrong: string[] = [];
      for (const { person, acknowledged: count } of all.filter((progress) => progress.acknowledged > 0)) {
        const account = await asAdmin.account(person.userName).catch(() => undefined);
        if (account === undefined) wrong.push(`${person.userName} has no account`);
        else if (count === 5 && account.active) wrong.push(`${person.userName} is active`);
        else if (count >= 4 && account.groups.length > 0)
          wrong.push(`${person.userName} is in ${account.groups.join()}`);
      }
      return wrong;
    },
  };
}
