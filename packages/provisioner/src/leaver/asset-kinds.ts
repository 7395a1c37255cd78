import type { SupersetAssetKind, SupersetFeature, SupersetFeatures } from '@scim-superset/superset-client';

/** What people own, in the order in which it is looked at: alerts and reports first, because they go on. */
export const assetKinds: readonly SupersetAssetKind[] = ['report', 'dashboard', 'chart', 'dataset'];

const titles: Readonly<Record<SupersetAssetKind, string>> = {
  report: 'Alerts and reports',
  dashboard: 'Dashboards',
  chart: 'Charts',
  dataset: 'Datasets',
};

/** Whether the service account may see a kind of asset. */
export function reading(features: SupersetFeatures, kind: SupersetAssetKind): SupersetFeature {
  return {
    report: features.reports,
    dashboard: features.dashboards,
    chart: features.charts,
    dataset: features.datasets,
  }[kind];
}

/** Whether the service account may change a kind of asset. */
export function writing(features: SupersetFeatures, kind: SupersetAssetKind): SupersetFeature {
  return {
    report: features.reportWrite,
    dashboard: features.dashboardWrite,
    chart: features.chartWrite,
    dataset: features.datasetWrite,
  }[kind];
}

/** A sentence about a kind of asset that cannot, or not wholly, be used; undefined when it can, or is not there at all. */
export function describeLimit(
  kind: SupersetAssetKind,
  verb: 'seen' | 'changed',
  feature: SupersetFeature,
): string | undefined {
  if (feature.state === 'missing') {
    return `${titles[kind]} cannot be ${verb}: give the role of the service account ${feature.permissions.join(' and ')}`;
  }
  return feature.state === 'partly'
    ? `Some ${titles[kind].toLowerCase()} may not be ${verb}: ${feature.reason}`
    : undefined;
}
