/** One row of `system.access.audit`, with the columns that Databricks documents. */

/** Identity in an event: the address of a user, or the application id of a service principal. */
export interface UserIdentity {
  readonly email: string | null;
  readonly subject_name: string | null;
}

export interface AuditEvent {
  readonly account_id: string;
  readonly workspace_id: string;
  readonly version: string;
  readonly event_time: string;
  readonly event_date: string;
  readonly source_ip_address: string | null;
  readonly user_agent: string | null;
  readonly session_id: string | null;
  readonly user_identity: UserIdentity;
  readonly service_name: string;
  readonly action_name: string;
  readonly request_id: string;
  readonly request_params: Readonly<Record<string, string>>;
  readonly response: {
    readonly status_code: number;
    readonly error_message: string | null;
    readonly result: string | null;
  };
  readonly audit_level: 'WORKSPACE_LEVEL' | 'ACCOUNT_LEVEL';
  readonly event_id: string;
  readonly identity_metadata: { readonly run_by: string | null; readonly run_as: string | null };
}

/** Request in Databricks' terms: a service, one of its actions, and parameters. */
export interface Action {
  readonly service: string;
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Where a request came from. */
export interface Origin {
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** Outcome of an action. */
export interface Outcome {
  /** As HTTP has it. */
  readonly status: number;
  /** @default - none: it was done */
  readonly message?: string;
}

/** The version of the schema of audit logs. */
export const VERSION = '2.0';
/** A laptop is in no account. */
export const ACCOUNT_ID = '00000000-0000-0000-0000-000000000000';
/** The service whose actions belong to the account, not to a workspace. */
export const ACCOUNT_SERVICE = 'unityCatalog';

/** Longest value; a longer one is cut, as a statement may have 16 MiB. */
const VALUE_LIMIT = 10_000;

/** Parameters as the log has them: text, without those that were not given. */
export function asText(params: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = Object.entries(params).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    given.map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return [name, text.length > VALUE_LIMIT ? `${text.slice(0, VALUE_LIMIT)}…` : text];
    }),
  );
}
