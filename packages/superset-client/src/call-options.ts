/** A request's options. Every call also has a deadline of its own (see `SupersetClientOptions`). */
export interface CallOptions {
  /** Ends the call; what it then throws is the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Options of what may have to be done at once. */
export interface UrgentCallOptions extends CallOptions {
  /** Goes ahead of calls that wait for a connection, and has one kept for it where there are several. Default: no. */
  readonly urgent?: boolean;
}
