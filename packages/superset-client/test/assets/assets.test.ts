import { expect, it } from 'vitest';
import { createAssets } from '../../src/assets/create-assets.ts';
import { withEmulator } from '../emulated.ts';
import { answer, serve } from '../served.ts';

it('lists nothing for an owner that does not exist, although Superset ignores the filter', async () => {
  const { requester } = serve(() =>
    answer(200, { count: 1, result: [{ id: 1, dashboard_title: 'Sales', owners: [{ id: 7 }] }] }),
  );
  const assets = createAssets(requester);
  expect(await assets.list('dashboard', { owner: 99 })).toEqual([]);
  expect(await assets.list('dashboard', { owner: 7 })).toMatchObject([{ id: 1, ownerIds: [7] }]);
  await withEmulator(async ({ client }) => {
    expect(await client.assets.list('dashboard', { owner: 99 })).toEqual([]);
  });
});

it('notices that Superset keeps the writer among the owners', async () => {
  const owners: number[] = [];
  const { requester } = serve(({ method, path, body }) => {
    if (path.includes('csrf_token')) return answer(200, { result: 'token' });
    if (method === 'PUT') owners.splice(0, owners.length, ...(body as { owners: number[] }).owners, 1);
    return answer(200, { result: { id: 5, slice_name: 'Margins', owners: owners.map((id) => ({ id })) } });
  });
  const assets = createAssets(requester);
  await expect(assets.setOwners('chart', 5, [7])).rejects.toMatchObject({
    code: 'forbidden',
    maybeApplied: true,
    message: expect.stringContaining('has the owners 7, 1 instead of 7'),
  });
  await expect(assets.setOwners('chart', 5, [1, 7])).resolves.toBeUndefined();
});

it('says when an asset is gone after its owners were changed', async () => {
  const { requester } = serve(({ method, path }) => {
    if (path.includes('csrf_token')) return answer(200, { result: 'token' });
    return method === 'PUT' ? answer(200, { result: {} }) : answer(404, { message: 'Not found' });
  });
  await expect(createAssets(requester).setOwners('chart', 5, [7])).rejects.toMatchObject({ code: 'not-found' });
});
