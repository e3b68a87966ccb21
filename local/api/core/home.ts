/** The folder of one local workspace, and the paths in it (docs/explanation/architecture.md). */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Paths under one workspace folder. */
export class Home {
  readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  get stateFile(): string {
    return join(this.root, 'state.json');
  }

  /** The name of the catalog, and further names of it. */
  get catalogNames(): string {
    return join(this.root, 'catalog-names.json');
  }

  get configFile(): string {
    return join(this.root, 'databrickscfg');
  }

  get pidFile(): string {
    return join(this.root, 'workspace.pid');
  }

  get clusterPidFile(): string {
    return join(this.root, 'cluster.pid');
  }

  get workspace(): string {
    return join(this.root, 'workspace');
  }

  get volumes(): string {
    return join(this.root, 'volumes');
  }

  /** Uploads under way: on the volumes' file system, so that a finished one is moved in by one rename. */
  get uploads(): string {
    return join(this.root, 'uploads');
  }

  /** Results of statements that clients download: a folder for each. */
  get results(): string {
    return join(this.root, 'results');
  }

  get runs(): string {
    return join(this.root, 'runs');
  }

  /** Checkpoints and logs of each pipeline. */
  get pipelines(): string {
    return join(this.root, 'pipelines');
  }

  /** MLflow's store, and the artifacts of its runs and models. */
  get mlflow(): string {
    return join(this.root, 'mlflow');
  }

  /** The audit log, a file a day. */
  get audit(): string {
    return join(this.root, 'audit');
  }

  /** The history of queries, a file a day. */
  get queries(): string {
    return join(this.root, 'queries');
  }

  get logs(): string {
    return join(this.root, 'logs');
  }

  get apiLog(): string {
    return join(this.logs, 'api.log');
  }

  get clusterLog(): string {
    return join(this.logs, 'cluster.log');
  }

  get modelLog(): string {
    return join(this.logs, 'models.log');
  }

  /** Notifications of alerts: one line of JSON each. */
  get notifications(): string {
    return join(this.logs, 'notifications.jsonl');
  }

  /** Makes the folders that the workspace writes to. */
  create(): void {
    mkdirSync(this.root, { recursive: true, mode: 0o700 });
    const folders = [
      this.workspace,
      this.volumes,
      this.uploads,
      this.runs,
      this.pipelines,
      this.logs,
    ];
    for (const folder of [...folders, this.audit, this.queries]) {
      mkdirSync(folder, { recursive: true });
    }
  }
}
