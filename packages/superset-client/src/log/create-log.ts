import { z } from 'zod';
import { listPath, pageSize } from '../http/read-pages.ts';
import type { Requester } from '../http/requester.ts';
import type { SupersetLog, SupersetLogEntry } from './superset-log.ts';

const entryAnswer = z.object({
  action: z.string().nullish(),
  user_id: z.number().nullish(),
  dttm: z.string(),
  dashboard_id: z.number().nullish(),
  slice_id: z.number().nullish(),
});
// The entries do not hold their ids; those stand beside them, in the same order.
const pageAnswer = z
  .object({ count: z.number(), ids: z.array(z.number()), result: z.array(entryAnswer) })
  .refine(({ ids, result }) => ids.length === result.length, { path: ['ids'] })
  .transform(({ count, ids, result }) => ({
    count,
    rows: result.map((entry, index) => ({ ...entry, id: ids[index] ?? 0 })),
  }));

const path = '/api/v1/log/';
const columns = ['action', 'user_id', 'dttm', 'dashboard_id', 'slice_id'];
const defaultLimit = 1_000;

/** Creates the action log part of a client. */
export function createLog(requester: Requester): SupersetLog {
  return {
    async list({ after, limit = defaultLimit, signal } = {}) {
      let actualSize = 1;
      // By id, because what is logged meanwhile (this very reading is) moves entries to the next page.
      const entries = new Map<number, SupersetLogEntry>();
      for (let page = 0; entries.size < limit; page++) {
        const q = {
          columns,
          filters: after === undefined ? [] : [{ col: 'dttm', opr: 'gt', value: after }],
          keys: ['none'],
          order_column: 'dttm',
          order_direction: 'desc',
          page,
          page_size: Math.min(pageSize, limit),
        };
        const { count, rows } = await requester.read({ method: 'GET', path: listPath(path, q), signal }, pageAnswer);
        for (const row of rows) entries.set(row.id, toEntry(row));
        actualSize = Math.max(actualSize, rows.length);
        if (rows.length === 0 || (page + 1) * actualSize >= count) break;
      }
      return [...entries.values()].slice(0, limit);
    },
  };
}

function toEntry(row: z.infer<typeof pageAnswer>['rows'][number]): SupersetLogEntry {
  return {
    id: row.id,
    action: row.action ?? '',
    userId: row.user_id ?? undefined,
    at: row.dttm,
    dashboardId: row.dashboard_id ?? undefined,
    chartId: row.slice_id ?? undefined,
  };
}
