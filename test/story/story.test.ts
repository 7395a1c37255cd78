import { createProgress, createSupervisor, startDemo } from '@scim-superset/quickstart/demo';
import { playStory, renderStory, type StoryLine } from '@scim-superset/quickstart/story';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Every line that the story must have; a step that fails early leaves its lines out, and that shows here. */
const expected = [
  '1 Joiner (Entra)',
  '2 Mover (Entra), out',
  '2 Mover (Entra), in',
  '3 Adoption (Okta)',
  '4 Leaver (Okta)',
  '4 Leaver (Entra)',
  '5 Rehire (Entra)',
  '6 Drift',
  '7 Outage (Entra)',
  '8 Crash (Entra)',
];

describe('the story, on a real Superset 6.1.0', () => {
  const supervisor = createSupervisor();
  let lines: readonly StoryLine[] = [];

  beforeAll(async () => {
    const progress = createProgress(process.stdout);
    const demo = await startDemo({ port: 0, supersetPort: 0, fresh: false, supervisor, progress });
    expect(demo.cast).toBe('Superset 6.1.0');
    ({ lines } = await playStory(demo, (title, play) => progress.step(title, play)));
    progress.say(renderStory(lines));
  }, 600_000);
  afterAll(() => supervisor.stopAll());

  it.each(expected)('%s', (step) => {
    const line = lines.find((candidate) => candidate.step === step);
    expect(line, 'the step did not get that far').toBeDefined();
    expect(line?.problem).toBeUndefined();
  });
});
