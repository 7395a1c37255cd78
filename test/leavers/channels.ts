import { createWitness } from '@scim-superset/quickstart/story';
import { type Account, member, type SupersetRest, signIn } from '@scim-superset/quickstart/superset';
import type { ByHand } from '../end-to-end/by-hand.ts';
import type { RealSuperset } from '../real-superset.ts';
import { openSchedules } from './schedules.ts';

/** Ways in which somebody's rights are at work. */
export interface Channels {
  /** Whether each works now, by name. */
  look(): Promise<Readonly<Record<string, boolean>>>;
}

/** What channels are opened with. */
export interface ChannelsInput {
  readonly superset: RealSuperset;
  readonly byHand: ByHand;
  /** An Admin, active while channels are opened. */
  readonly person: Account;
}

/** Opens every channel into Superset that a person can have. */
export async function openChannels(input: ChannelsInput): Promise<{ access: Channels; schedules: Channels }> {
  const { superset, person } = input;
  const rest = await signIn(superset.url, person.username, person.password);
  const ways = { ...(await openSessions(input)), ...(await openKeys(input, rest)) };
  return {
    access: {
      async look() {
        const found: Record<string, boolean> = {};
        for (const [name, works] of Object.entries(ways)) found[name] = await works();
        return found;
      },
    },
    schedules: await openSchedules(input, rest),
  };
}

type Ways = Readonly<Record<string, () => Promise<boolean>>>;

async function openSessions({ superset: { url }, person }: ChannelsInput): Promise<Ways> {
  const { username, password } = person;
  const witness = await createWitness(url, username, password);
  const tokens = await login(url, person);
  return {
    'Browser session': async () => (await witness.pageStatus()) === 200,
    'Signing in with a password': async () => (await login(url, person)) !== undefined,
    'Access token (JWT)': () => opens(url, { authorization: `Bearer ${member(tokens, 'access_token')}` }),
    async 'Refresh token'() {
      const headers = { authorization: `Bearer ${member(tokens, 'refresh_token')}` };
      return (await fetch(`${url}/api/v1/security/refresh`, { method: 'POST', headers })).ok;
    },
  };
}

/** API keys, which older versions do not have, and tokens for embedded dashboards. */
async function openKeys({ superset: { url }, byHand }: ChannelsInput, rest: SupersetRest): Promise<Ways> {
  const key = await rest.send('POST', '/security/api_keys/', { name: 'script' }).catch(() => undefined);
  const dashboard = await rest.send('POST', '/dashboard/', { dashboard_title: 'Embedded', published: true });
  const id = String(member(dashboard, 'id'));
  const embedded = await byHand.rest.send('POST', `/dashboard/${id}/embedded`, { allowed_domains: [] });
  const guest = await rest.send('POST', '/security/guest_token/', {
    user: { username: 'visitor' },
    resources: [{ type: 'dashboard', id: member(member(embedded, 'result'), 'uuid') }],
    rls: [],
  });
  const apiKey = () => opens(url, { authorization: `Bearer ${member(member(key, 'result'), 'key')}` });
  return {
    ...(key !== undefined && { 'API key': apiKey }),
    'Guest token minted before': () =>
      opens(url, { 'x-guesttoken': String(member(guest, 'token')) }, `/api/v1/dashboard/${id}`),
  };
}

async function login(url: string, { username, password }: Account): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/security/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password, provider: 'db', refresh: true }),
  });
  return response.ok ? response.json() : undefined;
}

async function opens(url: string, headers: Record<string, string>, path = '/api/v1/dashboard/'): Promise<boolean> {
  return (await fetch(url + path, { headers, redirect: 'manual' })).ok;
}
