import { describeHoldStatus, type Hold } from '../breaker/hold.ts';
import type { UserComparison } from './compare-user.ts';
import type { AccountItem } from './plan-item.ts';

/**
 * Takes what is held out of what apply would change, and says where it stands. Nobody works on a user who is held, so what
 * others gave to the account is no change that is on its way.
 */
export function markHeld(item: AccountItem, hold: Hold, comparison: UserComparison): AccountItem {
  if (hold.status === 'approved') return item;
  const isByOthers = isGivenByOthers(item, comparison);
  if (isHeld(item, hold, isByOthers, comparison)) {
    return { ...item, action: 'report', held: hold.status, text: `${item.text}; ${describeHoldStatus(hold)}` };
  }
  if (!isByOthers) return item;
  const { pending: _pending, ...deviation } = item;
  return isLeftWhole(hold) ? { ...deviation, action: 'report' } : deviation;
}

/** Whether nothing at all is applied to the account until somebody decides. */
function isLeftWhole({ kind }: Hold): boolean {
  return kind !== 'grant-loss';
}

function isHeld(
  item: AccountItem,
  hold: Hold,
  isByOthers: boolean,
  { mapping, catalog, before }: UserComparison,
): boolean {
  // Of an account that is not taken over, nothing is the provisioner's.
  if (hold.roles !== undefined) return true;
  if (isLeftWhole(hold)) return !isByOthers;
  const { grants } = hold;
  switch (item.kind) {
    case 'extra-grant':
      return grants.some((grant) => item.group === mapping.groupPrefix + grant);
    case 'extra-role': {
      const known = mapping.grants.filter(({ name }) => grants.includes(name));
      if (known.some(({ roles }) => roles.includes(item.role))) return true;
      // Of a grant that the mapping does not know any more, what was given for it is kept.
      return known.length < grants.length && isGiven(item.role, before?.given.roleIds, catalog);
    }
    default:
      return false;
  }
}

/** Whether an item is about access that the provisioner did not give. */
function isGivenByOthers(item: AccountItem, { mapping, catalog, before }: UserComparison): boolean {
  switch (item.kind) {
    case 'extra-group':
      return true;
    case 'extra-grant':
      return before?.grants.every((grant) => item.group !== mapping.groupPrefix + grant) !== false;
    case 'extra-role':
      return !isGiven(item.role, before?.given.roleIds, catalog);
    default:
      return false;
  }
}

function isGiven(
  role: string,
  given: readonly number[] | undefined,
  { roleNames }: Pick<UserComparison['catalog'], 'roleNames'>,
): boolean {
  return given?.some((id) => roleNames.get(id) === role) === true;
}
