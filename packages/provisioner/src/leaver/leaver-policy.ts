/** What becomes of what people own in a Superset when they have left. */
export type LeaverPolicy =
  /** It is shown, and nothing is changed. */
  | { readonly policy: 'report' }
  /** Alerts and reports that nobody active owns any more are switched off. Those that somebody active owns too are shown. */
  | { readonly policy: 'disable-alerts' }
  /**
   * Leavers are taken out of the owners of alerts, reports, dashboards, charts and datasets; where nobody active is left,
   * the receiver takes their place. Alerts and reports go on, **with the rights of whoever owns them then**.
   */
  | {
      readonly policy: 'transfer';
      /** Username of an active account that is neither protected nor the service account, nor Admin, nor can become it. */
      readonly receiver: string;
    };
