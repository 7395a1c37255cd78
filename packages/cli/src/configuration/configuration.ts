import type { StoredAttributes } from '@scim-superset/provisioner';
import { z } from 'zod';

/** A Superset to keep in line, with the credentials of its service account. */
export interface TargetConfiguration {
  /** How plans, logs and audit call this Superset. */
  readonly name: string;
  readonly url: string;
  readonly credentials: { readonly username: string; readonly password: string } | { readonly apiKey: string };
}

/** A checked configuration with all defaults in place. */
export interface Configuration {
  readonly server: {
    /** Address to listen on, default 127.0.0.1. Put a TLS-terminating proxy in front of anything but loopback. */
    readonly host: string;
    /** Default 8090. */
    readonly port: number;
    /** The endpoint as identity providers see it, for example `https://scim.example.com/scim/v2`. */
    readonly baseUrl?: string | undefined;
  };
  /** `sqlite:` and a path relative to the file. Default `sqlite:scim-superset.db`. */
  readonly store: string;
  /** Which attributes of users are stored; a list names more than what is needed. Default `needed`. */
  readonly attributes: StoredAttributes;
  readonly targets: readonly TargetConfiguration[];
  /** The role mapping as written; `parseRoleMapping` of the provisioner reads it. */
  readonly mapping: unknown;
}

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

const target = z
  .strictObject({
    name: z.string().min(1),
    url: httpUrl,
    username: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    apiKey: z.string().min(1).optional(),
  })
  .transform(({ name, url, username, password, apiKey }, context): TargetConfiguration => {
    if (apiKey !== undefined && username === undefined && password === undefined) {
      return { name, url, credentials: { apiKey } };
    }
    if (apiKey === undefined && username !== undefined && password !== undefined) {
      return { name, url, credentials: { username, password } };
    }
    context.addIssue('give either username and password, or apiKey');
    return z.NEVER;
  });

const schema = z.strictObject({
  server: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(8090),
      baseUrl: httpUrl.optional(),
    })
    .prefault({}),
  store: z
    .string()
    // A store that forgets which accounts are whose cannot take anything away after a restart.
    .regex(/^sqlite:.+$/, 'must be "sqlite:" and a path; "memory" is for serve --directory-only')
    .default('sqlite:scim-superset.db'),
  attributes: z
    .union([z.enum(['needed', 'all']), z.array(z.string().min(1))], 'must be needed, all, or a list of attribute paths')
    .default('needed'),
  targets: z.array(target).min(1, 'name at least one Superset'),
  mapping: z.unknown(),
});

/** Checks a parsed configuration file. Returns what is wrong, a line each with its place, or the configuration. */
export function checkConfiguration(value: unknown): Configuration | readonly string[] {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  return result.error.issues.map(({ path, message }) => `${path.join('.') || '(top level)'}: ${message}`);
}
