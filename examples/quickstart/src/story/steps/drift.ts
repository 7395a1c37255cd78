import { maria } from '../people.ts';
import { problems, type Step } from '../step.ts';

/** Somebody gives Admin by hand in Superset: `plan` shows it, `apply` takes it away. */
export const drift: Step = {
  title: 'Drift',
  async play({ scim, asAdmin }) {
    const clean = await scim.command('plan');
    const account = await asAdmin.account(maria.userName);
    const ids = [await asAdmin.roleId('Admin')];
    for (const role of account.roles) ids.push(await asAdmin.roleId(role));
    await asAdmin.change(account.id, { roles: ids });
    const found = await scim.command('plan');
    const start = performance.now();
    const applied = await scim.command('apply');
    const ms = performance.now() - start;
    const repaired = await asAdmin.account(maria.userName);
    const inLine = await scim.command('plan');
    return [
      {
        step: this.title,
        sent: 'Admin given by hand; plan, apply, plan',
        before: `plan exits ${found.code}`,
        after: `apply exits ${applied.code}, plan exits ${inLine.code}`,
        ms,
        problem: problems({
          [`plan exits 0 before anybody meddles (${clean.code}: ${clean.output.slice(0, 600)})`]: clean.code === 0,
          'plan exits 2': found.code === 2,
          'plan names the person and the role': found.output.includes(maria.userName) && found.output.includes('Admin'),
          [`apply exits 0 (${applied.output.slice(-400)})`]: applied.code === 0,
          'Admin is gone': !repaired.roles.includes('Admin'),
          [`plan exits 0 afterwards (${inLine.output.slice(0, 600)})`]: inLine.code === 0,
        }),
      },
    ];
  },
};
