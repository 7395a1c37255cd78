import { SupersetError } from '../superset-error.ts';
import { type RepeatPolicy, repeat } from './repeat.ts';

/** What holds a unique value that was to be created. */
export interface Occupant {
  readonly id: number;
  /** The unique member they have in common. */
  readonly attribute: string;
  /** Whether it equals what was to be created in everything that was asked for. */
  readonly same: boolean;
}

/** How to create one thing. */
export interface CreateOnce {
  readonly policy: RepeatPolicy;
  readonly signal: AbortSignal | undefined;
  /** Sends the POST and returns the id. */
  readonly post: () => Promise<number>;
  /** Finds what holds the unique values now. */
  readonly look: () => Promise<Occupant | undefined>;
}

/**
 * Creates something that Superset keeps unique. When an answer gets lost it looks before it sends again, so the result
 * is one resource and its id, whether the first request arrived or not. Throws `conflict` when something else holds a
 * unique value, with `maybeApplied` when that may be what a lost request has created, and `unavailable` with `maybeApplied`
 * when looking fails too.
 */
export function createOnce({ policy, signal, post, look }: CreateOnce): Promise<number> {
  let lost = false;
  let unresolved: SupersetError | undefined;

  async function resolve(error: SupersetError): Promise<number> {
    // A 422 says that nothing was created. Everything else, a 500 too, can come after the creation.
    lost ||= error.maybeApplied;
    const occupant = await look().catch((cause: unknown) => {
      unresolved = new SupersetError('unavailable', `${error.message} Whether it was created is not known.`, {
        cause,
        maybeApplied: true,
      });
      throw unresolved;
    });
    if (occupant === undefined) throw error;
    if (lost && occupant.same) return occupant.id;
    throw new SupersetError('conflict', `${occupant.attribute} is taken by another resource of Superset.`, {
      attribute: occupant.attribute,
      maybeApplied: lost,
      cause: error,
    });
  }

  return repeat(
    policy,
    signal,
    () =>
      post().catch((error: unknown) => {
        if (SupersetError.is(error) && (error.maybeApplied || error.code === 'conflict')) return resolve(error);
        throw error;
      }),
    // What was not applied at all has been repeated by the requester already.
    (error) => error.maybeApplied && error !== unresolved,
  );
}
