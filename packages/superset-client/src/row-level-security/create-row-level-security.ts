import { reference } from '../answers.ts';
import { checkInput, ruleLimits } from '../check-input.ts';
import { createOnce } from '../http/create-once.ts';
import { deleteOnce } from '../http/delete-once.ts';
import { readAll, readOne } from '../http/read-pages.ts';
import type { Requester } from '../http/requester.ts';
import { SupersetError } from '../superset-error.ts';
import { diagnoseRule, findRule } from './diagnose-rule.ts';
import { isRule, ruleLists, ruleResource, toWire } from './rule-answer.ts';
import type { SupersetRowLevelSecurity } from './superset-row-level-security.ts';

/** Creates the row-level-security part of a client. */
export function createRowLevelSecurity(requester: Requester): SupersetRowLevelSecurity {
  const { path } = ruleResource;
  return {
    list: ({ signal } = {}) => readAll(requester, { ...ruleResource, orderBy: 'name', signal }),
    delete: (id, { signal } = {}) => deleteOnce(requester, { path: `${path}${id}`, csrf: true, signal }),

    async create(rule, { signal } = {}) {
      checkInput(rule, ruleLimits);
      const request = { method: 'POST', path, body: toWire(rule), csrf: true, signal } as const;
      const post = async (): Promise<number> => (await requester.read(request, reference)).id;
      return createOnce({
        policy: requester.policy,
        signal,
        post: () => post().catch((error: unknown) => diagnoseRule(requester, { rule, signal, error })),
        look: async () => {
          const found = await findRule(requester, rule.name, signal);
          return found && { id: found.id, attribute: 'name', same: isRule(found, rule) };
        },
      });
    },

    async update(id, change, { signal } = {}) {
      checkInput(change, ruleLimits);
      if (Object.keys(change).length === 0) return;
      const lists = await readOne(requester, { ...ruleLists, id, signal });
      if (lists === undefined) throw new SupersetError('not-found', `Superset has no row-level-security rule ${id}.`);
      // Superset empties the lists that a PUT leaves out, and a rule without roles or datasets filters nothing.
      const { datasetIds = lists.datasetIds, roleIds = lists.roleIds } = change;
      const body = toWire({ ...change, datasetIds, roleIds });
      await requester
        .write({ method: 'PUT', path: `${path}${id}`, body, csrf: true, signal })
        .catch((error: unknown) => diagnoseRule(requester, { id, rule: change, signal, error }));
    },
  };
}
