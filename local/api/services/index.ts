/** Registry of the services. They open in this order. */
import type { Service } from '../core/service';
import { alerts } from './alerts';
import { compute } from './compute';
import { dashboards } from './dashboards';
import { dbfs } from './dbfs';
import { files } from './files';
import { jobs } from './jobs';
import { mlflow } from './mlflow';
import { pipelines } from './pipelines';
import { policies } from './policies';
import { scim } from './scim';
import { secrets } from './secrets';
import { serving } from './serving';
import { sql } from './sql';
import { tables } from './tables';
import { tokens } from './tokens';
import { unityCatalog } from './unity-catalog';
import { workspace } from './workspace';

export const SERVICES: readonly Service[] = [
  scim,
  tokens,
  workspace,
  unityCatalog,
  policies,
  sql,
  tables,
  files,
  dbfs,
  compute,
  secrets,
  dashboards,
  alerts,
  mlflow,
  serving,
  pipelines,
  jobs,
];
