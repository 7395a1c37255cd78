import { ScimError } from '../message/scim-error.ts';
import type { CommitConflict, CommitResult, WriteBatch } from '../store/resource-store.ts';
import type { RequestContext } from './request-context.ts';
import type { PendingChange } from './scim-endpoint-options.ts';

/** A change and how it is written. */
export interface Change extends Omit<PendingChange, 'principal' | 'requestId'> {
  readonly batch: Omit<WriteBatch, 'at'>;
}

/** A commit that went through. */
export type Committed = Extract<CommitResult, { readonly ok: true }>;

/**
 * Commits a change between the hooks. A failure of `afterCommit` is logged only, because the change is durable.
 *
 * @throws whatever `beforeCommit` throws.
 */
export async function commitChange(context: RequestContext, change: Change): Promise<CommitResult> {
  const { config, principal, requestId, signal } = context;
  const { batch, ...rest } = change;
  const pending: PendingChange = { ...rest, principal, requestId };
  await config.beforeCommit?.(pending);
  signal?.throwIfAborted();
  const result = await config.store.commit({ ...batch, at: new Date(config.clock()).toISOString() });
  if (!result.ok) return result;
  try {
    await config.afterCommit?.({ ...pending, dirty: result.dirty, urgent: isUrgent(change, result) });
  } catch (error) {
    config.logger.error({ err: error, requestId, id: change.id }, 'The hook after a commit failed');
  }
  return result;
}

/**
 * The error that a client gets for a conflict.
 *
 * @returns 409 `uniqueness`, 404, or 412 when the client named a version; a version conflict without one is retried.
 */
export function conflictError(conflict: Exclude<CommitConflict, { readonly kind: 'version' }>): ScimError {
  if (conflict.kind === 'missing') return notFound(conflict.type);
  return new ScimError(409, `Another resource has this "${conflict.key.name}"; choose another or change that one`, {
    scimType: 'uniqueness',
  });
}

/** The error for a resource that does not exist. It does not repeat the id, which may be anything. */
export function notFound(resourceTypeName: string): ScimError {
  return new ScimError(404, `There is no ${resourceTypeName} with this id`);
}

function isUrgent({ operation, batch }: Change, result: Committed): boolean {
  if (operation === 'delete') return true;
  if (batch.dirty?.some((mark) => mark.kind === 'user' && mark.urgent)) return true;
  return result.memberships.some(({ removed }) => removed.length > 0);
}
