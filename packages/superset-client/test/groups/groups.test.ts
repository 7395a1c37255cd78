import { expect, it } from 'vitest';
import { withEmulator } from '../emulated.ts';

it('deletes once, also when the answer is lost', () =>
  withEmulator(async ({ emulator, client }) => {
    const id = await client.groups.create({ name: 'Team' });
    emulator.fault({ method: 'DELETE', answer: 'reset', applied: true });
    await client.groups.delete(id);
    await expect(client.groups.delete(id)).rejects.toMatchObject({ code: 'not-found' });
    expect(emulator.groups()).toEqual([]);
  }));

it('keeps at a deletion that did not arrive', () =>
  withEmulator(async ({ emulator, client }) => {
    const id = await client.groups.create({ name: 'Team' });
    emulator.fault({ method: 'DELETE', answer: 'reset' });
    await client.groups.delete(id);
    expect(emulator.groups()).toEqual([]);
  }));

it('tells a taken name from a passing failure', () =>
  withEmulator(async ({ emulator, client }) => {
    const id = await client.groups.create({ name: 'Team' });
    await client.groups.create({ name: 'Other' });
    await expect(client.groups.update(id, { name: 'Other' })).rejects.toMatchObject({
      code: 'conflict',
      attribute: 'name',
    });
    emulator.fault({ method: 'PUT', answer: { status: 500, body: { message: 'Fatal error' } } });
    await client.groups.update(id, { name: 'Team 2', userIds: [1] });
    expect(emulator.groups()[0]).toMatchObject({ name: 'Team 2', users: ['admin'] });
  }));

it('refuses texts that are too long for the database', () =>
  withEmulator(async ({ client }) => {
    const refused = { code: 'validation', attribute: 'label' };
    await expect(client.groups.create({ name: 'Team', label: 'x'.repeat(151) })).rejects.toMatchObject(refused);
    await expect(client.roles.create('x'.repeat(65))).rejects.toMatchObject({ code: 'validation', attribute: 'name' });
  }));
