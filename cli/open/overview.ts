/** Content of the overview page: tables, jobs, rescued and quarantined data, lineage of a signal. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PROJECT } from '../../client/home';
import { listJobs } from '../../client/jobs';
import type { Workspace } from '../../client/rest';
import { execute } from '../../client/statements';
import { asRows } from './rows';
import type { JobRun, JobStanding, Panel, Rows, TableName } from './wire';

const TABLES = '/api/2.1/unity-catalog/tables';
const SCHEMAS = ['bronze', 'silver', 'gold', 'ops'];
const DAYS = '30';
/** The runs that are shown of a job. */
const RUNS = 5;

interface ListedRun {
  readonly run_id: number;
  readonly state: { readonly life_cycle_state: string; readonly result_state?: string };
  readonly start_time?: number;
  readonly end_time?: number;
}

/** The file of each panel, and the values of its markers. */
const FILES: Readonly<Record<Panel, readonly [file: string, parameters: Record<string, string>]>> =
  {
    quality: ['monitoring/quality_by_rule.sql', { days: DAYS }],
    rescued: ['dashboards/rescued_data.sql', { days: DAYS }],
    quarantine: ['monitoring/open_quarantine.sql', {}],
  };

export class Overview {
  constructor(
    private readonly workspace: Workspace,
    private readonly catalog: string,
    private readonly warehouseId: string | undefined,
  ) {}

  /** The tables and views that the principal knows of, in the order of the layers. */
  async tables(): Promise<TableName[]> {
    const found = await Promise.all(
      SCHEMAS.map((schema) =>
        this.workspace.request<{ tables?: { name: string; table_type: string }[] }>('GET', TABLES, {
          query: { catalog_name: this.catalog, schema_name: schema, omit_columns: true },
        }),
      ),
    );
    return found.flatMap(({ tables = [] }, at) =>
      tables.map(({ name, table_type: type }) => ({ name: `${SCHEMAS[at]}.${name}`, type })),
    );
  }

  rowCount(table: string): Promise<Rows> {
    return this.run('monitoring/table_row_count.sql', { table_name: `${this.catalog}.${table}` });
  }

  /** The last version of a table, and when it was written. */
  lastVersion(table: string): Promise<Rows> {
    return this.run('maintenance/table_history.sql', {
      table_name: `${this.catalog}.${table}`,
      row_limit: '1',
    });
  }

  /** The jobs with their last runs. */
  async jobs(): Promise<JobStanding[]> {
    const jobs = await listJobs(this.workspace);
    const standings = jobs.map(async ({ job_id, settings }) => {
      const { runs = [] } = await this.workspace.request<{ runs?: ListedRun[] }>(
        'GET',
        '/api/2.2/jobs/runs/list',
        { query: { job_id, limit: RUNS } },
      );
      return { name: settings.name, runs: runs.map(asJobRun) };
    });
    return (await Promise.all(standings)).sort((a, b) => a.name.localeCompare(b.name, 'en'));
  }

  panel(name: Panel): Promise<Rows> {
    const [file, parameters] = FILES[name];
    return this.run(file, parameters);
  }

  /** Signals whose call, rep or name has `search` in it. */
  signals(search: string): Promise<Rows> {
    return this.run('monitoring/recent_signals.sql', { search });
  }

  /** The way of one signal back to its source. */
  lineage(signalId: string): Promise<Rows> {
    return this.run('monitoring/lineage_of_signal.sql', { signal_id: signalId });
  }

  private async run(file: string, parameters: Record<string, string>): Promise<Rows> {
    const result = await execute(this.workspace, {
      statement: readFileSync(join(PROJECT, 'sql', file), 'utf8'),
      warehouseId: this.warehouseId,
      catalog: this.catalog,
      parameters,
    });
    return asRows(result);
  }
}

function asJobRun({ run_id: runId, state, start_time: start, end_time: end }: ListedRun): JobRun {
  return {
    runId,
    state: state.result_state ?? state.life_cycle_state,
    startedAt: new Date(start ?? 0).toISOString(),
    seconds: start && end ? (end - start) / 1000 : null,
  };
}
