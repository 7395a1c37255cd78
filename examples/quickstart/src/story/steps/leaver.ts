import { create, ensureGroup, findId } from '../directory.ts';
import { oktaUser, type ScimAnswer } from '../identity-provider.ts';
import { ada, ben, salesGroup } from '../people.ts';
import { observe, problems, type Step, type StoryLine } from '../step.ts';
import type { Witness } from '../witness.ts';

/** Somebody leaves: once as Okta's custom app says it, once as Entra does. Token and session die together. */
export const leaver: Step = {
  title: 'Leaver',
  async play({ okta, entra, witness }) {
    const benId = await create(okta, 'Users', oktaUser(ben, true));
    await okta.patch(`/Groups/${await ensureGroup(okta, salesGroup)}`, [
      { op: 'add', path: 'members', value: [{ value: benId, display: ben.userName }] },
    ]);
    const adaId = await findId(entra, 'Users', ada.userName);
    return [
      await leave(`${this.title} (Okta)`, 'PUT active:false', await witness(ben.userName), () =>
        okta.put(`/Users/${benId}`, { ...oktaUser(ben, false), id: benId }),
      ),
      await leave(`${this.title} (Entra)`, 'PATCH active "False"', await witness(ada.userName), () =>
        entra.patch(`/Users/${adaId}`, [{ op: 'Replace', path: 'active', value: 'False' }]),
      ),
    ];
  },
};

async function leave(step: string, sent: string, eyes: Witness, send: () => Promise<ScimAnswer>): Promise<StoryLine> {
  const look = async () => ({ token: await eyes.tokenStatus(), page: await eyes.pageStatus() });
  const before = await look();
  const { answer, sight, ms } = await observe({
    send,
    look,
    changed: ({ token, page }) => token === 401 && page !== 200,
  });
  return {
    step,
    sent: `${sent} → ${answer.status}`,
    before: `token ${before.token}, page ${before.page}`,
    after: `token ${sight.token}, page ${sight.page}`,
    ms,
    problem: problems({
      'the request succeeds': answer.status === 200 || answer.status === 204,
      'token and session work before': before.token === 200 && before.page === 200,
      'the token is refused': sight.token === 401,
      'the session is sent to the sign-in page': sight.page === 302,
    }),
  };
}
