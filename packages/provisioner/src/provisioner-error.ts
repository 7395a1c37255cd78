/** Why the provisioner refused or failed. */
export type ProvisionerErrorCode =
  /** The role mapping is malformed. */
  | 'invalid-mapping'
  /** An option of {@link createProvisioner} is malformed. */
  | 'invalid-option'
  /** A grant's `when` threw. */
  | 'rule-failed'
  /** A user lacks what Superset demands of an account, for example an e-mail address. */
  | 'incomplete-user'
  /** A Superset account is in the way and the adoption policy forbids taking it over. */
  | 'account-conflict'
  /** The mapping gives a role that the Superset does not have. */
  | 'unknown-role'
  /** The account is the provisioner's own or listed as protected. */
  | 'protected-account'
  | 'unknown-target'
  | 'unknown-user'
  /** The mapping or the targets are not those that the plan was made for. */
  | 'stale-plan'
  /** The directory holds no user, so that a plan would take everybody's access away. */
  | 'empty-directory'
  /** Another process is checking the target for deviations. */
  | 'check-under-way'
  /** Users were still waiting to be applied when the time was up. */
  | 'not-settled';

const brand = Symbol.for('@scim-superset/provisioner/ProvisionerError');

/** A failure of the provisioner itself; failed calls to Superset are `SupersetError`s. The message names the remedy. */
export class ProvisionerError extends Error {
  override readonly name = 'ProvisionerError';
  readonly code: ProvisionerErrorCode;

  static {
    Object.defineProperty(ProvisionerError.prototype, brand, { value: true });
  }

  constructor(code: ProvisionerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Recognises a ProvisionerError of any copy of this package. */
  static is(value: unknown): value is ProvisionerError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
