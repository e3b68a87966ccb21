import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { FORGET_PARTICIPANT } from '../../../constructs/jobs/forget-job';
import { INGEST_TASKS, RECORD_RUN } from '../../../constructs/jobs/ingest-tasks';
import { REPLAY_QUARANTINE } from '../../../constructs/jobs/replay-job';
import { RESTORE_TABLE } from '../../../constructs/jobs/restore-job';
import { APPLY_RETENTION } from '../../../constructs/jobs/retention-job';
import { SERVE_MODEL } from '../../../constructs/jobs/serve-model-job';
import { ALERTS } from '../../../constructs/monitoring/alert-definitions';
import { GOVERNANCE_TASKS } from '../../../rules/governance-tasks';

const folders: string[] = [];

/** A folder with some files in it, each holding its own name. */
export function folderWith(files: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'lakehouse-code-'));
  folders.push(folder);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), file);
  }
  return folder;
}

/** A dashboard of one dataset, with the parameter that the stack has a value for. */
const DASHBOARD = {
  datasets: [
    {
      name: 'runs',
      displayName: 'Runs',
      queryLines: ['sql/dashboards/runs.sql'],
      parameters: [
        {
          keyword: 'usd_per_hour',
          displayName: 'Price',
          dataType: 'STRING',
          defaultSelection: { values: { dataType: 'STRING', values: [{ value: '' }] } },
        },
      ],
    },
  ],
  pages: [],
};

/** A repository that has the notebooks and SQL files of jobs and alerts, an audit query, a dashboard. */
export function repositoryOfJobs(): string {
  const files = [...INGEST_TASKS, ...GOVERNANCE_TASKS].map((task) =>
    'file' in task ? `sql/${task.file}` : `notebooks/${task.notebook}.py`,
  );
  files.push(`notebooks/${RECORD_RUN}.py`, 'notebooks/rebuild_silver.py', 'notebooks/maintain.py');
  const queries = ALERTS.map(({ file }) => `sql/${file}`);
  const ofModel = [
    'refresh_deal_features',
    ...['train', 'predict', 'monitor'].map((verb) => `${verb}_deal_outcome`),
  ];
  files.push(...ofModel.map((name) => `notebooks/${name}.py`));
  const started = [
    REPLAY_QUARANTINE,
    RESTORE_TABLE,
    FORGET_PARTICIPANT,
    APPLY_RETENTION,
    SERVE_MODEL,
  ].map((name) => `notebooks/${name}.py`);
  const dashboard = 'dashboards/rep_cohort_scores.lvdash.json';
  const folder = folderWith([
    ...new Set([...files, ...queries, ...started]),
    'sql/audit/failed_access.sql',
    'sql/dashboards/runs.sql',
    dashboard,
  ]);
  writeFileSync(join(folder, dashboard), JSON.stringify(DASHBOARD));
  return folder;
}

/** Removes what this module made: for `afterAll`. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}
