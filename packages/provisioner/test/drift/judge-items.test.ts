import { expect, it } from 'vitest';
import type { DriftItem } from '../../src/drift/drift-item.ts';
import { type DriftMemory, parseDriftMemory, rememberedFindings } from '../../src/drift/drift-memory.ts';
import { type Judgement, judgeItems } from '../../src/drift/judge-items.ts';

const stranger = (id: number): DriftItem => ({
  kind: 'unmanaged-account',
  account: { id, username: `stranger-${id}` },
  roles: ['Gamma'],
  action: 'report',
  text: `The account "stranger-${id}" was not provisioned and has the role Gamma`,
});
const promoted = (id: string, role = 'Admin'): DriftItem => ({
  kind: 'extra-role',
  role,
  user: { id, userName: id },
  account: { id: 1, username: id },
  action: 'change',
  text: `${id} has the role ${role}, which nobody granted`,
});
const strangers = (count: number): DriftItem[] => Array.from({ length: count }, (_, id) => stranger(id));

/** Checks one after the other, each with the memory of the one before, as the store returns it. */
function check(...checks: readonly (readonly DriftItem[])[]): Judgement[] {
  let memory = parseDriftMemory(undefined);
  return checks.map((items, index) => {
    const now = index * 600_000;
    const judgement = judgeItems(items, { target: 'prod', memory, rules: [], now, sees: () => true });
    const next: DriftMemory = { returns: {}, findings: judgement.remembered, overflow: judgement.overflow };
    memory = parseDriftMemory(JSON.parse(JSON.stringify(next)));
    return judgement;
  });
}

it('keeps apart what is new among very many deviations', () => {
  const many = strangers(rememberedFindings - 1);
  const [, second, third] = check(many, [...many, promoted('ada')], [...many, promoted('ada')]);
  expect(second?.found.map(({ item }) => item.kind)).toEqual(['extra-role']);
  expect(third?.found).toEqual([]);
  expect(third?.findings[0]?.firstSeen).toBe(new Date(600_000).toISOString());
});

it('lets no kind of which there are too many silence another', () => {
  const many = strangers(rememberedFindings + 500);
  const [, second, third, fourth] = check(
    many,
    [...many, promoted('ada'), stranger(-1)],
    [...many, promoted('ada'), promoted('bob')],
    [stranger(-2)],
  );
  expect(second?.found.map(({ item }) => item.kind)).toEqual(['extra-role']);
  expect(third?.found.map(({ item }) => item.user?.id)).toEqual(['bob']);
  expect(third?.remembered.slice(0, 2).map(({ user }) => user)).toEqual(['ada', 'bob']);
  // Of too many nobody knows what is new; once they are fewer, everybody does.
  expect(fourth?.found).toEqual([]);
  expect(fourth?.overflow).toEqual([]);
});
