import { describe, expect, it } from 'vitest';
import type { ProvisionerOptions } from '../../src/index.ts';
import { createStaff, type Staff } from './staff.ts';

const ada = { kind: 'operator', id: 'ada' } as const;
const deleting: Partial<ProvisionerOptions> = { deletion: 'delete' };

/** A scene in which some were deleted from the directory, one by one. */
async function createDeleted(who: readonly string[], options = deleting): Promise<Staff> {
  const staff = await createStaff(4, { options });
  for (const person of who) {
    await staff.directory.delete('User', person);
    await staff.provisioner.settled();
  }
  return staff;
}

async function types({ directory }: Staff): Promise<readonly string[]> {
  const events = await directory.store.audit.read({ after: 0, limit: 1_000 });
  return events.map(({ type }) => type).filter((type) => type.startsWith('access.') && type !== 'access.setup');
}

describe('the account of a deleted user', () => {
  it('is cut off at once, and deleted when somebody has said so for it alone', async () => {
    const staff = await createDeleted(['p00', 'p01']);
    expect(staff.active()).toEqual(['p02', 'p03']);
    expect(staff.account('p00')).toMatchObject({ active: false, effectiveRoles: ['SCIM Base'] });
    expect(staff.alerts).toEqual([expect.objectContaining({ kind: 'staged', loss: 'removal', examples: ['p00'] })]);
    expect((await staff.provisioner.staged()).map(({ kind, loss }) => [kind, loss])).toEqual([
      ['removal', 'have the deactivated account deleted in Superset for good'],
      ['removal', 'have the deactivated account deleted in Superset for good'],
    ]);
    await staff.provisioner.resync();
    await staff.provisioner.settled();
    expect(await staff.provisioner.applyStaged({ actor: ada })).toEqual([]);
    expect(staff.account('p00')).toBeDefined();

    const outcomes = await staff.provisioner.applyStaged({ removals: true, users: ['p00'], actor: ada });
    expect(outcomes).toEqual([expect.objectContaining({ userName: 'p00', outcome: 'applied' })]);
    expect(staff.account('p00')).toBeUndefined();
    expect(staff.account('p01')).toMatchObject({ active: false });
    expect(await staff.provisioner.staged()).toHaveLength(1);
    expect((await staff.directory.store.reconciliation.lag('prod')).held).toBe(1);
    const events = await staff.directory.store.audit.read({ after: 0, limit: 1_000 });
    expect(events.findLast(({ type }) => type === 'access.applied')).toMatchObject({
      subject: { name: 'p00' },
      data: { operation: 'removed' },
    });
  });

  it('stays deactivated when somebody rejects, and the user is forgotten', async () => {
    const staff = await createDeleted(['p00']);
    await staff.provisioner.reject({ removals: true, reason: 'keep the history', actor: ada });
    expect(staff.account('p00')).toMatchObject({ active: false });
    expect(await staff.provisioner.staged()).toEqual([]);
    expect(await types(staff)).toContain('access.rejected');
    expect(await staff.directory.store.reconciliation.links('prod', { after: '', limit: 9 })).toHaveLength(3);
  });

  it.each([
    ['keeps it', { status: 422, body: { message: 'FOREIGN KEY constraint failed' } }, /created something/],
    ['forbids it', { status: 403, body: { message: 'Forbidden' } }, /can_delete on User/],
  ] as const)('stays deactivated when Superset %s, and says so', async (_what, answer, reason) => {
    const staff = await createStaff(4, { options: deleting });
    staff.emulator.fault({ method: 'DELETE', answer });
    await staff.directory.delete('User', 'p00');
    await staff.provisioner.settled();
    const [outcome] = await staff.provisioner.applyStaged({ removals: true });
    expect(outcome).toMatchObject({ outcome: 'failed', message: expect.stringMatching(reason) });
    expect(staff.account('p00')).toMatchObject({ active: false });
    const [refused] = await staff.provisioner.staged();
    expect(refused).toMatchObject({
      status: 'rejected',
      decision: { by: 'Superset', reason: expect.stringMatching(reason) },
    });
    expect(await types(staff)).toContain('access.removal-refused');
    await staff.provisioner.resync();
    await staff.provisioner.settled();
    expect(await staff.provisioner.staged()).toHaveLength(1);
  });

  it('is not deleted when somebody has switched it on again', async () => {
    const staff = await createDeleted(['p00']);
    await staff.byHand.users.update(staff.account('p00')?.id ?? 0, { active: true });
    await staff.provisioner.applyStaged({ removals: true });
    expect(staff.account('p00')).toMatchObject({ active: true });
    expect((await staff.provisioner.staged())[0]?.decision?.reason).toMatch(/switched/);
  });

  it('is free for the next user of that name and address, as long as it is there', async () => {
    const staff = await createDeleted(['p00']);
    const id = staff.account('p00')?.id;
    await staff.directory.user('again', { userName: 'p00', emails: [{ value: 'p00@example.com' }] });
    await staff.provisioner.settled();
    expect(staff.account('p00')).toMatchObject({ id, active: true });
    expect(await staff.provisioner.staged()).toEqual([]);
    expect(await staff.provisioner.applyStaged({ removals: true })).toEqual([]);
    expect(staff.account('p00')).toMatchObject({ id, active: true });
  });

  it('is staged as one of a mass first, and then for its removal', async () => {
    const staff = await createStaff(4, { options: deleting });
    await staff.emulator.stop();
    for (const person of staff.people) await staff.directory.delete('User', person);
    await staff.emulator.start();
    await staff.provisioner.settled();
    expect(staff.active()).toEqual(staff.people);
    const outcomes = await staff.provisioner.applyStaged();
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(4).fill('applied'));
    expect(staff.active()).toEqual([]);
    expect((await staff.provisioner.staged()).map(({ kind }) => kind)).toEqual(Array(4).fill('removal'));
    const [status] = await staff.provisioner.status();
    expect(status?.breaker.deactivations?.trippedSince).toBeUndefined();
    await staff.provisioner.applyStaged({ removals: true });
    expect(staff.people.flatMap((person) => staff.account(person) ?? [])).toEqual([]);
  });

  it('is forgotten when the policy is changed back', async () => {
    const staff = await createDeleted(['p00']);
    await staff.provisioner.stop();
    const next = staff.another({ deletion: 'deactivate' });
    next.start();
    await expect.poll(async () => (await next.staged()).length).toBe(0);
    expect(staff.account('p00')).toMatchObject({ active: false });
  });
});
