import { z } from 'zod';
import { readAll } from '../http/read-pages.ts';
import type { Requester } from '../http/requester.ts';
import type { SupersetDataset, SupersetDatasets } from './superset-datasets.ts';

const datasetAnswer: z.ZodType<SupersetDataset> = z
  .object({
    id: z.number(),
    table_name: z.string(),
    schema: z.string().nullish(),
    database: z.object({ id: z.number(), database_name: z.string() }),
  })
  .transform(({ id, table_name, schema, database }) => ({
    id,
    name: table_name,
    // The interface stores an empty text where the API stores null.
    schema: schema || undefined,
    databaseId: database.id,
    databaseName: database.database_name,
  }));

const resource = {
  path: '/api/v1/dataset/',
  columns: ['id', 'table_name', 'schema', 'database.id', 'database.database_name'],
  item: datasetAnswer,
};

/** Creates the datasets part of a client. */
export function createDatasets(requester: Requester): SupersetDatasets {
  return { list: ({ signal } = {}) => readAll(requester, { ...resource, orderBy: 'table_name', signal }) };
}
