import { randomUUID } from 'node:crypto';
import { member, signIn } from '../superset/superset-rest.ts';
import { type DeprovisioningTime, measureDeprovisioning } from './deprovisioning-time.ts';
import { createIdentityProvider } from './identity-provider.ts';
import type { StoryLine } from './step.ts';
import { adoption } from './steps/adoption.ts';
import { crash } from './steps/crash.ts';
import { drift } from './steps/drift.ts';
import { joiner } from './steps/joiner.ts';
import { leaver } from './steps/leaver.ts';
import { mover } from './steps/mover.ts';
import { outage } from './steps/outage.ts';
import { rehire } from './steps/rehire.ts';
import { createSupersetAdmin } from './superset-admin.ts';
import { createWitness } from './witness.ts';
import type { Stage, World } from './world.ts';

export type { DeprovisioningTime } from './deprovisioning-time.ts';
export {
  createIdentityProvider,
  type IdentityProvider,
  type ScimAnswer,
} from './identity-provider.ts';
export { renderStory } from './render-table.ts';
export type { StoryLine } from './step.ts';
export { createWitness, type Sight, type Witness } from './witness.ts';
export type { StoryScim, StorySuperset, World } from './world.ts';

/** What came of the story. */
export interface StoryResult {
  readonly lines: readonly StoryLine[];
  readonly deprovisioning: DeprovisioningTime;
}

const steps = [joiner, mover, adoption, leaver, rehire, drift, outage, crash];

/** Plays the whole story in a fresh world. `onStep` wraps each step, for showing progress. */
export async function playStory(
  world: World,
  onStep: <T>(title: string, play: () => Promise<T>) => Promise<T>,
): Promise<StoryResult> {
  const stage = await setStage(world);
  const lines: StoryLine[] = [];
  for (const [index, step] of steps.entries()) {
    const numbered = { ...step, title: `${index + 1} ${step.title}` };
    // The measurement wants what the crash disturbs: a quiet Superset.
    lines.push(...(await onStep(numbered.title, () => playStep(numbered, stage))));
  }
  const deprovisioning = await onStep('Measuring deprovisioning', () => measureDeprovisioning(stage));
  return { lines, deprovisioning };
}

/** A step that throws is a line of the table too. */
async function playStep(step: (typeof steps)[number], stage: Stage): Promise<readonly StoryLine[]> {
  try {
    return await step.play(stage);
  } catch (error) {
    return [{ step: step.title, sent: '', before: '', after: '', ms: 0, problem: `it failed: ${String(error)}` }];
  }
}

async function setStage({ superset, scim }: World): Promise<Stage> {
  const asAdmin = await createSupersetAdmin(superset.url, superset.admin);
  const anybody = await signIn(superset.url, superset.admin.username, superset.admin.password);
  const datasets = member(await anybody.get('/dataset/'), 'result') as { id: number; table_name: string }[];
  const datasetId = (name: string): number => datasets.find(({ table_name }) => table_name === name)?.id ?? 0;
  return {
    superset,
    scim,
    asAdmin,
    entra: createIdentityProvider(scim.url, scim.token, 'Microsoft SCIM Provisioning'),
    okta: createIdentityProvider(scim.url, scim.token, 'Okta SCIM Client 1.0.0'),
    datasets: { sales: datasetId('sales'), payroll: datasetId('payroll') },
    async witness(username) {
      const { id } = await asAdmin.account(username);
      const password = randomUUID();
      await asAdmin.change(id, { password });
      return createWitness(superset.url, username, password);
    },
  };
}
