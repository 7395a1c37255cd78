import type { Logger, Store } from '@scim-superset/core';
import { reconcilerActor } from '../target/access-event.ts';
import type { ProvisionerAlert } from './provisioner-alert.ts';

/** Tells people. Resolves when the alert is recorded; never rejects. */
export type Alarm = (alert: ProvisionerAlert) => Promise<void>;

/** Creates the alarm: each alert is logged, recorded in the audit chain as `alert.KIND`, and handed to the option. */
export function createAlarm(
  { store, logger }: { readonly store: Store; readonly logger: Logger },
  notify: (alert: ProvisionerAlert) => void = () => {},
): Alarm {
  async function record({ kind, at, target, ...data }: ProvisionerAlert): Promise<void> {
    const subject = { type: 'Target', id: target };
    await store.commit({ at, events: [{ type: `alert.${kind}`, at, actor: reconcilerActor, subject, data }] });
  }

  return async (alert) => {
    const { message, ...fields } = alert;
    if (alert.kind === 'available') logger.info(fields, message);
    else logger.error(fields, message);
    await Promise.all([record(alert), Promise.resolve(alert).then(notify)]).catch((error: unknown) => {
      logger.error({ target: alert.target, alert: alert.kind, err: error }, 'An alert was not passed on');
    });
  };
}
