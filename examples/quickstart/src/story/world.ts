import type { Account } from '../superset/index.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Witness } from './witness.ts';

/** A Superset of the story: a real one, or the emulator where there is no Python. */
export interface StorySuperset {
  readonly url: string;
  readonly admin: Account;
  /** Ends it at once, as `kill -9` does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

/** The SCIM server of the story. */
export interface StoryScim {
  /** For example `http://127.0.0.1:8090/scim/v2`. */
  readonly url: string;
  readonly token: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Runs `scim-superset` with these arguments on the same configuration. */
  command(...args: string[]): Promise<{ readonly code: number; readonly output: string }>;
}

/** What the story plays in. */
export interface World {
  readonly superset: StorySuperset;
  readonly scim: StoryScim;
}

/** What a step works with. */
export interface Stage extends World {
  readonly entra: IdentityProvider;
  readonly okta: IdentityProvider;
  readonly superset: StorySuperset;
  /** Dataset ids by name. */
  readonly datasets: Readonly<Record<'sales' | 'payroll', number>>;
  /** Superset's own administrator at work: gives the person a known password and signs in with it. */
  witness(username: string): Promise<Witness>;
  /** Calls Superset's API as its administrator. */
  asAdmin: SupersetAdmin;
}

/** What Superset's administrator does by hand in the story. */
export interface SupersetAdmin {
  /** The account with this username. */
  account(username: string): Promise<SupersetAccount>;
  change(id: number, change: object): Promise<void>;
  roleId(name: string): Promise<number>;
  /** Titles of the dashboards that an account owns. */
  dashboardsOf(id: number): Promise<readonly string[]>;
}

/** An account as Superset's API shows it. */
export interface SupersetAccount {
  readonly id: number;
  readonly username: string;
  readonly active: boolean;
  /** Names of directly given roles and of groups. */
  readonly roles: readonly string[];
  readonly groups: readonly string[];
}
