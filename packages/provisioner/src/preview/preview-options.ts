import type { Target } from '../target/target.ts';
import type { UserPreview } from './mapping-preview.ts';

/** What to preview, and how much to tell. */
export interface PreviewOptions {
  /** The targets to look at, with the overrides that they would have. Default: all of them, as they are. */
  readonly targets?: readonly Pick<Target, 'name' | 'overrides'>[];
  /** How many changed users each target's part lists, at most. Default 20. */
  readonly examples?: number;
  /** Told of every user who changes, as they are found, for whoever wants the whole list without keeping it. */
  readonly onUser?: (user: UserPreview) => void;
  readonly signal?: AbortSignal;
}
