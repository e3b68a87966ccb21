/** A Spark process in memory: enough DDL for what the API does around it; the rest is scripted. */
import {
  type Cluster,
  ClusterError,
  type ClusterMethod,
  type ClusterMethods,
  type ClusterStatus,
  type StatementRows,
  type TableDescription,
} from '../../../local/api/core/cluster/cluster';
import type { StatementAccess } from '../../../local/api/core/cluster/statement-access';

type Handler<M extends ClusterMethod> = (
  params: ClusterMethods[M][0],
) => Promise<ClusterMethods[M][1]> | ClusterMethods[M][1];

type Handlers = { [M in ClusterMethod]: Handler<M> };

const NAME = '((?:`[^`]+`|\\w+)(?:\\.(?:`[^`]+`|\\w+))*)';

function unquote(name: string): string {
  return name.replaceAll('`', '').toLowerCase();
}

/** Answers what a statement of one string column answers. */
export function rowsOf(columns: string[], rows: Array<Array<string | null>>): StatementRows {
  return {
    columns: columns.map((name, position) => ({
      name,
      position,
      type_text: 'STRING',
      type_name: 'STRING',
    })),
    rows,
    truncated: false,
  };
}

export class FakeCluster implements Cluster {
  status: ClusterStatus = 'stopped';
  failure: string | undefined;
  onProgress?: (taskRunId: string, message: string) => void;
  onAuthorize?: Cluster['onAuthorize'];
  onStatementEnded?: Cluster['onStatementEnded'];
  private decisions = 0;
  readonly schemas = new Set<string>(['spark_catalog.default']);
  readonly tables = new Map<string, TableDescription>();
  /** Every call, in order. */
  readonly calls: Array<{ method: ClusterMethod; params: unknown }> = [];
  readonly handlers: Handlers = {
    ping: () => ({ spark_version: '4.2.0', uptime_seconds: 1 }),
    execute_statement: (params) => this.execute(params),
    decide: () => ({}),
    cancel: () => ({ cancelled: true }),
    name_separate_catalogs: () => ({}),
    create_schema: ({ catalog, schema }) => {
      const name = `${catalog}.${schema}`;
      if (this.schemas.has(name)) throw new ClusterError('SCHEMA_ALREADY_EXISTS', `${name} exists`);
      this.schemas.add(name);
      return {};
    },
    drop_schema: ({ catalog, schema }) => {
      const name = `${catalog}.${schema}`;
      if (!this.schemas.delete(name)) throw new ClusterError('SCHEMA_NOT_FOUND', `no ${name}`);
      for (const table of [...this.tables.keys()]) {
        if (table.startsWith(`${name}.`)) this.tables.delete(table);
      }
      return {};
    },
    describe_table: ({ full_name: name }) => {
      const table = this.tables.get(name);
      if (!table) throw new ClusterError('TABLE_OR_VIEW_NOT_FOUND', `no ${name}`);
      return table;
    },
    list_tables: ({ catalog, schema }) => ({
      tables: [...this.tables]
        .filter(([name]) => name.startsWith(`${catalog}.${schema}.`))
        .map(([name, table]) => ({ name: name.split('.')[2]!, table_type: table.table_type })),
    }),
    run_notebook: () => ({ notebook_output: null, truncated: false, task_values: {} }),
    run_sql_file: () => rowsOf([], []),
    run_pipeline_update: () => ({}),
    drop_tables: () => ({}),
  };

  start(): void {
    if (this.status === 'stopped') this.status = 'ready';
  }

  async call<M extends ClusterMethod>(
    method: M,
    params: ClusterMethods[M][0],
  ): Promise<ClusterMethods[M][1]> {
    this.start();
    this.calls.push({ method, params });
    return (this.handlers[method] as Handler<M>)(params);
  }

  async tell<M extends ClusterMethod>(method: M, params: ClusterMethods[M][0]): Promise<void> {
    if (this.status !== 'stopped') await this.call(method, params);
  }

  async restart(): Promise<void> {
    await this.stop();
  }

  async stop(): Promise<void> {
    this.status = 'stopped';
  }

  /** Number of calls of a method. */
  count(method: ClusterMethod): number {
    return this.calls.filter((call) => call.method === method).length;
  }

  /** Asks whether a statement may run, then runs it, as the Spark process does. */
  async execute({
    statement,
    statement_id,
    principal,
  }: ClusterMethods['execute_statement'][0]): Promise<StatementRows> {
    const decision_id = ++this.decisions;
    const answer = await this.onAuthorize!({
      decision_id,
      statement,
      statement_id,
      principal: principal.user_name,
      access: this.accessOf(statement),
    });
    if (answer.error) {
      const { error_code, message, sql_state } = answer.error;
      throw new ClusterError(error_code, message, sql_state);
    }
    let succeeded = false;
    try {
      const result = answer.result ?? this.run(statement);
      succeeded = true;
      return result;
    } finally {
      this.onStatementEnded!({ decision_id, succeeded, milliseconds: 1.5 });
    }
  }

  /** Needs of a statement: tables, views and schemas that it creates, drops, alters or writes. */
  accessOf(statement: string): StatementAccess {
    const [, verb = '', type = 'table', name] =
      new RegExp(
        `^(CREATE|DROP|ALTER|INSERT INTO) ?(TABLE|VIEW|SCHEMA)? (?:IF EXISTS )?${NAME}`,
        'i',
      ).exec(statement) ?? [];
    const isSchema = type.toLowerCase() === 'schema';
    const full = name && (isSchema ? `spark_catalog.${unquote(name)}` : this.complete(name));
    const on = full && { securable_type: isSchema ? 'schema' : 'table', full_name: full };
    const does = (...verbs: string[]) => (on && verbs.includes(verb.toUpperCase()) ? [on] : []);
    const privilege = verb.toUpperCase() === 'INSERT INTO' ? 'MODIFY' : 'OWNER';
    return {
      kind: on ? 'ddl' : 'query',
      reads_only: !on,
      requirements: does('DROP', 'ALTER', 'INSERT INTO').map((needed) => ({
        privilege,
        ...needed,
        only_if_exists: false,
      })),
      creates: does('CREATE'),
      drops: does('DROP'),
      alters: does('ALTER'),
      renames: [],
      command: null,
      lists: null,
      absent: isSchema || (full && !this.tables.has(full)) ? does('CREATE', 'DROP') : [],
      definitions: {},
    };
  }

  private complete(name: string): string {
    return unquote(name).includes('.') ? unquote(name) : `spark_catalog.default.${unquote(name)}`;
  }

  /** Runs a statement that is allowed. */
  run: (statement: string) => StatementRows = (statement) => this.ddl(statement);

  /** Create and drop, as terraform's provider writes them. */
  ddl(statement: string): StatementRows {
    const [, kind, name, rest] =
      new RegExp(`^CREATE (TABLE|VIEW) ${NAME}(.*)`, 'is').exec(statement) ?? [];
    if (kind !== undefined) {
      const columns = /^\s*\((.*?)\)\s*(?:USING|AS)\b/is.exec(rest!)?.[1];
      const isView = kind.toUpperCase() === 'VIEW';
      this.tables.set(unquote(name!), {
        table_type: isView ? 'VIEW' : 'MANAGED',
        data_source_format: isView ? null : 'DELTA',
        columns: (columns?.split(/,\s*(?=`)/) ?? []).map(columnOf),
        comment: /\nCOMMENT '([^']*)'/i.exec(rest!)?.[1],
        view_definition: isView ? /\bAS\s+(.*?);?$/is.exec(rest!)?.[1] : null,
        properties: Object.fromEntries(
          [
            ...(/TBLPROPERTIES \((.*)\)/is.exec(rest!)?.[1] ?? '').matchAll(/'([^']*)'='([^']*)'/g),
          ].map(([, key, value]) => [key, value]),
        ),
      });
      return rowsOf([], []);
    }
    const dropped = new RegExp(`^DROP (?:TABLE|VIEW) (?:IF EXISTS )?${NAME}`, 'i').exec(
      statement,
    )?.[1];
    if (dropped !== undefined && !this.tables.delete(unquote(dropped))) {
      throw new ClusterError('TABLE_OR_VIEW_NOT_FOUND', `no ${unquote(dropped)}`);
    }
    return rowsOf([], []);
  }
}

function columnOf(column: string, position: number): Record<string, unknown> {
  const [, name, type] = /^\s*`(\w+)` (.*?)(?: NOT NULL| COMMENT |$)/s.exec(column)!;
  const nullable = !column.includes(' NOT NULL');
  const field = { name: name!, type: type!.toLowerCase(), nullable, metadata: {} };
  return {
    name: name!,
    position,
    type_text: type!.toLowerCase(),
    type_name: type!.split(/[<(]/)[0]!.toUpperCase(),
    type_json: JSON.stringify(field),
    nullable,
    comment: / COMMENT '(.*)'$/s.exec(column)?.[1]!.replaceAll("\\'", "'"),
  };
}
