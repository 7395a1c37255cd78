import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ByHand, createByHand } from '../end-to-end/by-hand.ts';
import { versions } from '../end-to-end/world.ts';
import { type RealSuperset, startRealSuperset } from '../real-superset.ts';
import { type Channels, openChannels } from './channels.ts';

const config = new URL('superset_config.py', import.meta.url).pathname;
const initialise = 'import sys; from superset.cli.main import superset; sys.exit(superset())';

/** What a deactivation cuts, the same on every version; whatever is cut is back with the account. */
const cut = {
  'Browser session': true,
  'Signing in with a password': true,
  'Access token (JWT)': true,
  'Refresh token': true,
  'API key': true,
  'Guest token minted before': false,
  'SQL of an alert': false,
  'Content of a report, run as its owner (the default)': true,
  'Content of a report, run as a fixed account': false,
};

describe.each(versions)('A deactivation in Superset %s', (version) => {
  const person = { username: 'leaver', password: 'by hand' };
  let superset: RealSuperset;
  let byHand: ByHand;
  let channels: { readonly access: Channels; readonly schedules: Channels };

  /** Whether each channel works, as it should be when the person is active or not. */
  const expected = (found: Readonly<Record<string, boolean>>, active: boolean): Record<string, boolean> =>
    Object.fromEntries(Object.keys(found).map((name) => [name, active || !cut[name as keyof typeof cut]]));

  beforeAll(async () => {
    superset = await startRealSuperset(version, { config });
    // Gives Admin the permissions of API keys.
    await superset.python('superset init', ['-c', initialise, 'init']);
    byHand = await createByHand(superset.url, superset.accounts.admin);
    await byHand.create(person.username, { email: 'leaver@example.com', role: 'Admin', password: person.password });
    channels = await openChannels({ superset, byHand, person });
  });
  afterAll(() => superset?.end());

  it('cuts sessions, tokens and keys, and neither guest tokens nor alerts', async () => {
    const { access, schedules } = channels;
    const before = { ...(await access.look()), ...(await schedules.look()) };
    const missing = version.startsWith('6.') ? [] : ['API key'];
    expect(Object.keys(cut).filter((name) => !(name in before))).toEqual(missing);
    expect(before).toEqual(expected(before, true));

    await byHand.change(person.username, { active: false });
    const after = { ...(await access.look()), ...(await schedules.look()) };
    expect(after).toEqual(expected(before, false));

    await byHand.change(person.username, { active: true });
    const again = await access.look();
    expect(again).toEqual(expected(again, true));
  });
});

it('docs/leavers.md says so', async () => {
  const text = await readFile(new URL('../../docs/leavers.md', import.meta.url), 'utf8');
  for (const [name, isCut] of Object.entries(cut)) {
    const row = text.split('\n').find((line) => line.startsWith(`| ${name} `));
    expect(row?.split('|')[2]?.trim(), name).toMatch(isCut ? /^cut/ : /^goes on/);
  }
});
