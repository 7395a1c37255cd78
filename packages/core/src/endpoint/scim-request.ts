/** An HTTP request as an adapter hands it over: plain data, nothing of any framework. */
export interface ScimRequest {
  readonly method: string;
  /** Below the mount point and still percent-encoded, for example `/Users/2819c223`. */
  readonly path: string;
  /** The raw query without `?`, or its parameters. */
  readonly query?: string | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Lower-case names, as Node.js gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /**
   * The body in whatever form the framework has it: absent, text, bytes, a stream of bytes (read here, up to the
   * limit), or a value that the framework has already parsed.
   */
  readonly body?: unknown;
  /** Absolute URL of the mount point as the client sees it. Used when the endpoint has no `baseUrl` of its own. */
  readonly baseUrl?: string;
  /** Aborts the work when the client has gone. */
  readonly signal?: AbortSignal;
}

/** An HTTP response for an adapter to send as it is. */
export interface ScimResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text; undefined when the response has no body. */
  readonly body: string | undefined;
}

/** A mounted SCIM service provider. */
export interface ScimEndpoint {
  /** Answers a request. Never rejects: every failure is a SCIM Error response (RFC 7644 §3.12). */
  handle(request: ScimRequest): Promise<ScimResponse>;
}
