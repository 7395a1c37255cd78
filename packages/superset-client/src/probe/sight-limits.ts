import type { SupersetAssetKind } from '../assets/superset-assets.ts';
import { works } from './feature.ts';
import type { Sight } from './read-sight.ts';
import type { SupersetFeature } from './superset-probe.ts';

/** What of a kind of asset the service account sees. */
export function visible(sight: Sight, kind: SupersetAssetKind): SupersetFeature {
  if (sight === 'admin' || (sight === 'all-data' && kind !== 'dashboard')) return works;
  if (sight === 'unknown') return { state: 'partly', reason: unknownReason };
  return { state: 'partly', reason: reasons[kind] };
}

/** What of the visible assets the service account may change. */
export function changeable(sight: Sight): SupersetFeature {
  if (sight === 'admin') return works;
  return { state: 'partly', reason: 'An account that is not Admin changes only what it owns itself.' };
}

const unknownReason =
  'Whether the service account is Admin or has all_datasource_access is not known; it may see only what it owns and has access to. ' +
  'Grant can_list_role_permissions on Role, so that its own roles can be looked into.';

const onData = 'Only those on data that the service account has access to; all_datasource_access shows all.';
const reasons: Readonly<Record<SupersetAssetKind, string>> = {
  dataset: onData,
  chart: onData,
  dashboard:
    'Only those that the service account owns, and published ones with a chart on data that it has access to; an Admin sees all.',
  report: 'Only those that the service account owns; all_datasource_access shows all.',
};
