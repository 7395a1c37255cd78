/** Name of the resource type whose resources have access: the ones reconciliation is about. */
export const userTypeName = 'User';
/** Name of the resource type whose resources have members. */
export const groupTypeName = 'Group';
