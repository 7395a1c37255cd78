import {
  createSupersetClient,
  type NewSupersetUser,
  type SupersetClient,
  type SupersetClientOptions,
} from '@scim-superset/superset-client';
import {
  createSupersetEmulator,
  type SupersetEmulator,
  type SupersetEmulatorOptions,
} from '@scim-superset/superset-client/testing';

/** An emulator and a client of it that repeats without waiting long. */
export interface Emulated {
  readonly emulator: SupersetEmulator;
  readonly client: SupersetClient;
}

/** Runs a test with an emulator of its own. */
export async function withEmulator(
  test: (emulated: Emulated) => Promise<void>,
  options: SupersetEmulatorOptions & { readonly client?: Partial<SupersetClientOptions> } = {},
): Promise<void> {
  const emulator = await createSupersetEmulator(options);
  const { url, credentials } = emulator;
  const client = createSupersetClient({ url, credentials, retryDelayMs: 1, ...options.client });
  try {
    await test({ emulator, client });
  } finally {
    await client.close();
    await emulator.stop();
  }
}

/** An account to create; `superset init` gives Gamma the id 4. */
export function person(username: string, change: Partial<NewSupersetUser> = {}): NewSupersetUser {
  return {
    username,
    firstName: 'First',
    lastName: 'Last',
    email: `${username.toLowerCase()}@example.com`,
    active: true,
    password: 'secret-1',
    roleIds: [4],
    ...change,
  };
}
