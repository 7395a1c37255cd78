import type { LeaverAsset, TargetLeavers } from '@scim-superset/provisioner';
import { renderTable } from './terminal.ts';

/** Writes for people what leavers own in a target: a row each, then what runs, what was done and what could not be. */
export function renderLeavers(found: TargetLeavers): string[] {
  const { target, policy, checked, leavers, unseen, obstacles, failure } = found;
  if (failure !== undefined) return [`${target}: could not be read: ${failure}`];
  const count = `${checked} ${checked === 1 ? 'person has' : 'people have'} left, ${leavers.length} own something`;
  const assets = new Map(
    leavers.flatMap((leaver) => leaver.assets.map((asset) => [`${asset.kind}/${asset.id}`, asset])),
  );
  const table = leavers.length === 0 ? [] : renderTable(header, leavers.map(row));
  const sentences = [
    ...[...assets.values()].flatMap(describeAsset),
    ...[...unseen, ...obstacles].map((text) => `! ${text}`),
  ];
  return [`${target}: ${count}; the policy is ${policy}`, ...table, ...sentences];
}

const header = ['LEAVER', 'RUNNING', 'NOT RUNNING', 'DASHBOARDS', 'CHARTS', 'DATASETS'];

function row({ account, assets }: TargetLeavers['leavers'][number]): string[] {
  const reports = assets.filter(({ kind }) => kind === 'report');
  const running = reports.filter(({ active, outcome }) => active === true && outcome?.done !== true);
  const counts = (['dashboard', 'chart', 'dataset'] as const).map((kind) => {
    return assets.filter((asset) => asset.kind === kind).length;
  });
  return [account.username, ...[running.length, reports.length - running.length, ...counts].map(String)];
}

/** Of what neither runs nor is changed the table tells enough. */
function describeAsset(asset: LeaverAsset): string[] {
  const { kind, id, name, active, shared, step, outcome } = asset;
  const what = `${asset.reportType?.toLowerCase() ?? kind} "${name}" (${id})`;
  if (outcome?.done === true) return [`✔ ${what}: ${step?.kind === 'switch-off' ? 'switched off' : 'transferred'}`];
  if (outcome !== undefined) return [`✘ ${what} stays as it is: ${outcome.reason}`];
  if (step !== undefined) return [`~ ${what}: would be ${step.kind === 'switch-off' ? 'switched off' : 'transferred'}`];
  if (active !== true) return [];
  return [`! ${what} still runs${shared ? ', and is owned by somebody active, too' : ', and nobody active owns it'}`];
}
