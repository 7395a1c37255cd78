import type { BreakerOptions, ProvisionerAlert } from '../../src/index.ts';
import { createScene, type Scene, type SceneOptions } from '../support/scene.ts';

export interface Staff extends Scene {
  /** Ids and userNames. */
  readonly people: readonly string[];
  readonly alerts: readonly ProvisionerAlert[];
  /** Who of them has an active account. */
  active(): readonly string[];
  /** Who of them has the roles of the group Sales. */
  inSales(): readonly string[];
}

/** Two may lose access within an hour without anybody being asked. */
export const strict: BreakerOptions = { floor: 2, deactivations: { count: 2 }, grantLosses: { count: 2 } };

/** A settled scene with people who are all in Sales, and a breaker that trips with the third. */
export async function createStaff(count: number, scene: SceneOptions = {}): Promise<Staff> {
  const alerts: ProvisionerAlert[] = [];
  const options = { breaker: strict, alert: (alert: ProvisionerAlert) => void alerts.push(alert), ...scene.options };
  const created = await createScene({ ...scene, options });
  const people = Array.from({ length: count }, (_, index) => `p${String(index).padStart(2, '0')}`);
  for (const person of people) await created.directory.user(person);
  await created.directory.members('Sales', { add: [...people] });
  await created.provisioner.settled();
  return {
    ...created,
    people,
    alerts,
    active: () => people.filter((person) => created.account(person)?.active === true),
    inSales: () => people.filter((person) => created.roles(person).includes('Sales Reader')),
  };
}
