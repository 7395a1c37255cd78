import { z } from 'zod';

// Parts of Superset's answers. Members that are not used are stripped, so a newer Superset does not break us.

/** Something of which only the id matters; also the answer to a creation. */
export const reference: z.ZodType<{ id: number }> = z.object({ id: z.number() });

/** A list of references, as their ids. */
export const ids: z.ZodType<number[]> = z.array(reference).transform((list) => list.map(({ id }) => id));

/** A text that is empty where Superset has none. */
export const text: z.ZodType<string> = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
