import type { SupersetFeature } from './superset-probe.ts';

/** What works without limits. */
export const works: SupersetFeature = { state: 'works' };

/** Works unless permissions are missing. */
export function unless(missing: readonly string[]): SupersetFeature {
  return missing.length === 0 ? works : { state: 'missing', permissions: missing };
}

/** What only works together: absent when one is, else lacking whatever any lacks, else as limited as the first limited one. */
export function together(...features: readonly SupersetFeature[]): SupersetFeature {
  const missing = features.flatMap((feature) => (feature.state === 'missing' ? feature.permissions : []));
  return (
    features.find(({ state }) => state === 'absent') ??
    (missing.length > 0 ? unless(missing) : features.find(({ state }) => state === 'partly')) ??
    works
  );
}
