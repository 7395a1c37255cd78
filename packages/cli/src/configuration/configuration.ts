import type {
  BreakerOptions,
  DeletionPolicy,
  DriftOptions,
  LeaverPolicy,
  StoredAttributes,
} from '@scim-superset/provisioner';
import { z } from 'zod';
import { breaker } from './breaker.ts';
import { driftSchema } from './drift-configuration.ts';
import { leaverPolicy } from './leaver-policy.ts';

/** A Superset to keep in line, with the credentials of its service account. */
export interface TargetConfiguration {
  /** How plans, logs and audit call this Superset. */
  readonly name: string;
  readonly url: string;
  readonly credentials: { readonly username: string; readonly password: string } | { readonly apiKey: string };
  /** Deviations from the role mapping as written; `parseMappingOverrides` of the provisioner reads them. */
  readonly overrides?: unknown;
  /** What becomes of what people own here when they have left. Default: it is reported. */
  readonly leaver: LeaverPolicy;
  /** What becomes of accounts of deleted users here; goes before the common one. */
  readonly deletion?: DeletionPolicy;
  /** When people are asked before more users lose access here; goes before the common one. */
  readonly breaker?: BreakerOptions | false;
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
  /** What becomes of accounts of deleted users. */
  readonly deletion?: DeletionPolicy;
  /** When people are asked before more users lose access. */
  readonly breaker?: BreakerOptions | false;
  /** How `serve` looks for deviations, and what it does about them. */
  readonly drift: DriftOptions;
  /** The role mapping as written; `parseRoleMapping` of the provisioner reads it. */
  readonly mapping: unknown;
}

const deletion: z.ZodType<DeletionPolicy> = z.enum(['deactivate', 'delete']);
const text = z.string().min(1);
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** Stands for the role mapping, which the provisioner reads. */
export const mappingValue: z.ZodType<unknown> = z.unknown();
/** Stands for the overrides of a target, which the provisioner reads. */
export const overridesValue: z.ZodType<unknown> = z.unknown();

const target = z
  .strictObject({
    name: text.describe('How plans, logs and the audit chain call this Superset. Renaming it starts from nothing.'),
    url: httpUrl.describe('Where Superset answers, for example https://superset.example.com'),
    username: text.optional().describe('Username of the service account.'),
    password: text
      .optional()
      .describe('Password of the service account. A variable of the environment keeps it out of this file.'),
    apiKey: text
      .optional()
      .describe('An API key (Superset 6 with FAB_API_KEY_ENABLED) instead of username and password.'),
    overrides: overridesValue.optional(),
    leaver: leaverPolicy
      .default({ policy: 'report' })
      .describe('What becomes of what people own here when they have left.'),
    deletion: deletion.exactOptional().describe('Deviation from the common deletion.'),
    breaker: breaker.exactOptional().describe('Deviations from the common breaker; false never asks here.'),
  })
  .meta({
    description: 'A Superset to keep in line.',
    oneOf: [
      { required: ['username', 'password'], properties: { apiKey: false } },
      { required: ['apiKey'], properties: { username: false, password: false } },
    ],
  })
  .transform(({ username, password, apiKey, ...target }, context): TargetConfiguration => {
    if (apiKey !== undefined && username === undefined && password === undefined) {
      return { ...target, credentials: { apiKey } };
    }
    if (apiKey === undefined && username !== undefined && password !== undefined) {
      return { ...target, credentials: { username, password } };
    }
    context.addIssue('give either username and password, or apiKey');
    return z.NEVER;
  });

/** The schema of the configuration file, after variables were put in. */
export const configurationSchema: z.ZodType<Configuration> = z.strictObject({
  server: z
    .strictObject({
      host: text
        .default('127.0.0.1')
        .describe('Address to listen on. Put a proxy that speaks TLS in front of all but loopback.'),
      port: z.int().min(0).max(65_535).default(8090).describe('Port to listen on; 0 takes a free one.'),
      baseUrl: httpUrl
        .optional()
        .describe('The endpoint as identity providers see it, for example https://scim.example.com/scim/v2'),
    })
    .prefault({})
    .describe('Where SCIM is served.'),
  store: z
    .string()
    // A store that forgets which accounts are whose cannot take anything away after a restart.
    .regex(/^sqlite:.+$/, 'must be "sqlite:" and a path; "memory" is for serve --directory-only')
    .default('sqlite:scim-superset.db')
    .describe('Where the directory is kept: "sqlite:" and a path relative to this file.'),
  attributes: z
    .union([z.enum(['needed', 'all']), z.array(text)], 'must be needed, all, or a list of attribute paths')
    .default('needed')
    .describe(
      'Which attributes of users are stored: those that accounts and the mapping need, all, or a list of more.',
    ),
  targets: z.array(target).min(1, 'name at least one Superset').describe('The Supersets to keep in line.'),
  deletion: deletion
    .exactOptional()
    .describe(
      'What becomes of accounts of users who were deleted from the directory: deactivate (default), or delete as well, each when you have agreed.',
    ),
  breaker: breaker.exactOptional().describe('When you are asked before more users lose access; false never asks.'),
  drift: driftSchema.prefault({}).describe('How serve looks for deviations, and what it does about them.'),
  mapping: mappingValue,
});

/** Checks a parsed configuration file. Returns what is wrong, a line each with its place, or the configuration. */
export function checkConfiguration(value: unknown): Configuration | readonly string[] {
  const result = configurationSchema.safeParse(value);
  if (result.success) return result.data;
  return result.error.issues.map(({ path, message }) => `${path.join('.') || '(top level)'}: ${message}`);
}
