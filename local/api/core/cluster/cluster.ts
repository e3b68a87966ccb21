/** Requests to the Spark process: the protocol of docs/explanation/architecture.md, typed. */

import { setTimeout as sleep } from 'node:timers/promises';

import type { Denial, StatementAccess } from './statement-access';

/** Masks by column and filters that apply to a principal's reads, by full table name in lower case. */
export type TablePolicies = Readonly<
  Record<
    string,
    {
      readonly masks: Readonly<Record<string, string>>;
      readonly filters: readonly string[];
      /** Error of each read. @default - the table may be read */
      readonly refusal?: string;
    }
  >
>;

/** Principal of a statement or task; `current_user()` and group functions read it. */
export interface ClusterPrincipal {
  user_name: string;
  groups: string[];
  policies: TablePolicies;
  /** Address and token for requests to the workspace API. */
  host: string;
  token: string;
}

export interface StatementParameter {
  name: string;
  value?: string | null;
  type?: string;
}

export interface ResultColumn {
  name: string;
  position: number;
  type_text: string;
  type_name: string;
  type_precision?: number;
  type_scale?: number;
}

export interface StatementRows {
  columns: ResultColumn[];
  rows: Array<Array<string | null>>;
  truncated: boolean;
  /** Files `0.arrow`, `1.arrow` ... in the folder of the request. @default - the result is in `rows` */
  arrow_chunks?: ReadonlyArray<{ readonly row_count: number; readonly byte_count: number }>;
}

export interface TableDescription {
  table_type: 'MANAGED' | 'EXTERNAL' | 'VIEW';
  data_source_format?: string | null;
  comment?: string | null;
  columns: Array<Record<string, unknown>>;
  properties?: Record<string, string>;
  storage_location?: string | null;
  view_definition?: string | null;
  clustering_columns?: string[];
}

export interface TaskContext {
  job_id: number | null;
  run_id: number;
  task_key: string;
  job_name: string;
}

/** Asked before a statement runs; the answer to it is a call of `decide`. */
export interface AuthorizeRequest {
  decision_id: number;
  /** The user name of the principal of the statement. */
  principal: string;
  /** As part of what it runs. */
  statement_id?: string;
  task_run_id?: string;
  statement: string;
  access: StatementAccess;
}

/** Empty for a statement that may run. */
export interface AuthorizeAnswer {
  error?: Denial;
  /** The result of a statement that was carried out already. */
  result?: StatementRows;
  /** Of the objects that the statement lists, those that are shown. @default - all */
  visible?: string[];
}

/** End of a statement that was allowed; sent before the response to its work. */
export interface StatementEnd {
  decision_id: number;
  succeeded: boolean;
  /** Duration of the access check. */
  milliseconds: number;
}

/** A script or a package of a wheel, which runs like a notebook. */
export interface Program {
  readonly argv: readonly string[];
  /** Files of wheels. */
  readonly wheels: readonly string[];
  /** Packages by name, as `pip` reads them. */
  readonly requirements: readonly string[];
  /** Folder that packages are installed in. */
  readonly packages_path: string;
  /** @default - the source is a script */
  readonly entry_point?: { readonly package: string; readonly name: string };
}

/** Parameters and result of every method. */
export interface ClusterMethods {
  ping: [Record<string, never>, { spark_version: string; uptime_seconds: number }];
  execute_statement: [
    {
      statement_id: string;
      statement: string;
      parameters: StatementParameter[];
      catalog?: string;
      schema?: string;
      principal: ClusterPrincipal;
      row_limit?: number;
      byte_limit?: number;
      /** Folder for the result as Arrow streams. @default - the result is rows of text */
      arrow_folder?: string;
    },
    StatementRows & { current_catalog?: string; current_schema?: string },
  ];
  decide: [AuthorizeAnswer & { decision_id: number }, object];
  cancel: [{ id_to_cancel: string }, { cancelled: boolean }];
  /** Sets the catalogs beside the first; sessions that begin later have them. */
  name_separate_catalogs: [{ names: readonly string[] }, object];
  create_schema: [{ catalog: string; schema: string; comment?: string }, object];
  drop_schema: [{ catalog: string; schema: string; cascade?: boolean }, object];
  describe_table: [{ full_name: string }, TableDescription];
  list_tables: [
    { catalog: string; schema: string },
    { tables: Array<{ name: string; table_type: string }> },
  ];
  run_notebook: [
    {
      task_run_id: string;
      source_path: string;
      notebook_path: string;
      parameters: Record<string, string>;
      task_values: Record<string, Record<string, unknown>>;
      context: TaskContext;
      principal: ClusterPrincipal;
      spark_conf?: Record<string, string>;
      /** True for a task on serverless compute, whose restrictions apply. @default - a task on a cluster */
      serverless?: boolean;
      log_path: string;
      program?: Program;
    },
    { notebook_output: string | null; truncated: boolean; task_values: Record<string, unknown> },
  ];
  run_sql_file: [
    {
      task_run_id: string;
      source_path: string;
      parameters: Record<string, string>;
      principal: ClusterPrincipal;
      catalog?: string;
      schema?: string;
      log_path: string;
    },
    StatementRows,
  ];
  run_pipeline_update: [
    {
      /** Id for cancels and progress events. */
      task_run_id: string;
      update_id: string;
      name: string;
      catalog: string;
      schema: string;
      configuration: Record<string, string>;
      /** A folder on disk, which the sources find on their `sys.path`. */
      root_path: string;
      /** Sources, as globs below the root. */
      libraries: string[];
      /** A folder on disk, kept from update to update. */
      storage: string;
      /** Retries of the update where Auto Loader found new columns. */
      retries: number;
      full_refresh: boolean;
      full_refresh_selection: string[];
      refresh_selection: string[];
      principal: ClusterPrincipal;
      log_path: string;
    },
    object,
  ];
  drop_tables: [{ full_names: string[] }, object];
}

export type ClusterMethod = keyof ClusterMethods;
export type ClusterStatus = 'stopped' | 'starting' | 'ready' | 'failed';

/** Attempts of a cancel before it is given up. */
const CANCEL_ATTEMPTS = 40;
const CANCEL_PAUSE_MILLISECONDS = 500;

/**
 * Cancels a statement or task run until `finished` resolves. Spark interrupts the jobs that run at
 * the time; what is between two jobs, or still planned, has to be told again.
 */
export async function cancelUntilFinished(
  cluster: Cluster,
  id: string,
  finished: Promise<unknown>,
): Promise<void> {
  let isOver = false;
  const over = finished.then(() => {
    isOver = true;
  });
  for (let attempt = 0; attempt < CANCEL_ATTEMPTS && !isOver; attempt += 1) {
    await cluster.call('cancel', { id_to_cancel: id });
    await Promise.race([over, sleep(CANCEL_PAUSE_MILLISECONDS, undefined, { ref: false })]);
  }
}

/** An error that the Spark process answered, or its own end. */
export class ClusterError extends Error {
  constructor(
    readonly errorCode: string,
    message: string,
    readonly sqlState: string | null = null,
    readonly trace: string | null = null,
  ) {
    super(message);
    this.name = 'ClusterError';
  }
}

/** The Spark process, started when it is first needed. */
export interface Cluster {
  readonly status: ClusterStatus;
  /** Why the last start or the running process failed, while the status is `failed`. */
  readonly failure: string | undefined;
  /** Receives the progress of a task run. */
  onProgress?: (taskRunId: string, message: string) => void;
  /** Says whether a statement may run. Without it none may. */
  onAuthorize?: (request: AuthorizeRequest) => Promise<AuthorizeAnswer>;
  onStatementEnded?: (end: StatementEnd) => void;
  /** Starts the process if it is not up; returns at once. */
  start(): void;
  /** Calls a method, starting the process first where needed; rejects with a `ClusterError`. */
  call<M extends ClusterMethod>(
    method: M,
    params: ClusterMethods[M][0],
  ): Promise<ClusterMethods[M][1]>;
  /** Calls a method of a process that is up or starts; one that starts later needs no call. */
  tell<M extends ClusterMethod>(method: M, params: ClusterMethods[M][0]): Promise<void>;
  /** Ends the process; the next call starts another. */
  restart(): Promise<void>;
  /** Ends the process and all its children. */
  stop(): Promise<void>;
}
