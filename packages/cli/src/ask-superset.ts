import type { Target } from '@scim-superset/provisioner';
import { SupersetError } from '@scim-superset/superset-client';

/** Asks a Superset whether it works for its service account. Returns why not, or undefined. */
export async function askSuperset({ superset }: Pick<Target, 'superset'>): Promise<string | undefined> {
  try {
    await superset.probe();
    return undefined;
  } catch (error) {
    if (!SupersetError.is(error)) throw error;
    return error.message;
  }
}
