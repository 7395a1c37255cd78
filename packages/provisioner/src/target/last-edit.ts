import type { CallOptions, SupersetClient, SupersetUser } from '@scim-superset/superset-client';
import type { TargetCatalog } from './target-catalog.ts';

/** Who edited an account last, and when. */
export interface LastEdit {
  /** The editor's username; `account N` when that account is gone. */
  readonly by: string;
  /** Superset's own local time, without a zone. */
  readonly at: string | undefined;
}

/** Finds out who edited an account last. */
export type LastEditReader = (account: SupersetUser, options: CallOptions) => Promise<LastEdit | undefined>;

/**
 * Creates a reader that asks for each editor's name once. It answers undefined when Superset does not know, and when the
 * last edit was the provisioner's own: what differs then came by a role's or a group's page or at sign-in, and of
 * these Superset keeps no trace.
 */
export function createLastEditReader(superset: SupersetClient, { self }: Pick<TargetCatalog, 'self'>): LastEditReader {
  const names = new Map<number, Promise<string>>();

  async function nameOf(id: number, options: CallOptions): Promise<string> {
    return (await superset.users.get(id, options))?.username ?? `account ${id}`;
  }

  return async ({ changedBy, changedOn }, options) => {
    if (changedBy === undefined || changedBy === self?.id) return undefined;
    const name = names.get(changedBy) ?? nameOf(changedBy, options);
    names.set(changedBy, name);
    return { by: await name, at: changedOn };
  };
}
