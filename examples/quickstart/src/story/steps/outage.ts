import { create, ensureGroup } from '../directory.ts';
import { entraMember, entraUser } from '../identity-provider.ts';
import { chen, salesGroup } from '../people.ts';
import { problems, type Step, until } from '../step.ts';

/** Superset is down while somebody leaves: nothing is lost, and the wait is visible. */
export const outage: Step = {
  title: 'Outage (Entra)',
  async play({ entra, superset, scim, witness }) {
    const id = await create(entra, 'Users', entraUser(chen));
    await entra.patch(`/Groups/${await ensureGroup(entra, salesGroup)}`, entraMember('Add', id));
    const eyes = await witness(chen.userName);
    const before = await eyes.tokenStatus();
    await superset.stop();
    const sent = performance.now();
    const answer = await entra.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }]);
    const answered = performance.now() - sent;
    const doctor = await scim.command('doctor');
    await superset.restart();
    const back = performance.now();
    const after = await until(
      () => eyes.tokenStatus(),
      (status) => status === 401,
      30_000,
    );
    const recovered = Math.round(performance.now() - back);
    const page = await eyes.pageStatus();
    return [
      {
        step: this.title,
        sent: `Superset stopped; PATCH active "False" → ${answer.status} in ${Math.round(answered)} ms`,
        before: `token ${before}; doctor: 1 user waits`,
        after: `token ${after}, page ${page}, ${recovered} ms after Superset is back`,
        ms: performance.now() - sent,
        problem: problems({
          'the identity provider gets success': answer.status === 200 || answer.status === 204,
          'the token works before': before === 200,
          'doctor exits 1 and shows the lag': doctor.code === 1 && /\b1 user/.test(doctor.output),
          'the token is refused afterwards': after === 401,
          'the session is refused afterwards': page === 302,
        }),
      },
    ];
  },
};
