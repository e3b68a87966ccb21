/** One local workspace: everything that a route needs to answer. */
import { Access } from '../services/unity-catalog/access/access';
import { StatementGate } from '../services/unity-catalog/access/statement-gate';
import { StateTree } from '../services/unity-catalog/access/tree';
import { Alerts } from '../services/alerts/alerts';
import { AuditLog } from './audit/audit-log';
import { auditStatements } from '../services/unity-catalog/audit/statements';
import type { Cluster, ClusterPrincipal } from './cluster/cluster';
import { DatabricksConfig } from './identity/databrickscfg';
import { Home } from './home';
import { Engine } from '../services/jobs/engine';
import type { Log } from './log';
import { Experiments } from '../services/mlflow/experiments';
import { Mlflow } from '../services/mlflow/mlflow';
import { Registry } from '../services/mlflow/registry';
import { Serving } from '../services/serving/serving';
import { Pipelines } from '../services/pipelines/pipelines';
import { Principals, type Principal } from './identity/principals';
import { seed } from '../services/scim/seed';
import { State } from './state';
import { Statements } from '../services/sql/statements';
import { Tables } from '../services/unity-catalog/table-descriptions';
import { Tokens } from './identity/tokens';
import { Warehouses } from '../services/sql/warehouses';
import { WorkspaceFiles } from '../services/workspace/workspace-files';

export class Workspace {
  readonly home: Home;
  readonly state: State;
  readonly audit: AuditLog;
  readonly principals: Principals;
  readonly tokens: Tokens;
  readonly config: DatabricksConfig;
  /** Rights in Unity Catalog. */
  readonly access: Access;
  /** Check of every SQL statement before it runs. */
  readonly gate: StatementGate;
  readonly tables: Tables;
  readonly warehouses: Warehouses;
  readonly statements: Statements;
  readonly files: WorkspaceFiles;
  readonly alerts: Alerts;
  readonly mlflow: Mlflow;
  readonly experiments: Experiments;
  readonly registry: Registry;
  readonly serving: Serving;
  readonly pipelines: Pipelines;
  readonly jobs: Engine;
  /** `http://127.0.0.1:<port>`, known when the server listens. */
  host = '';

  /** Opens the workspace kept in the folder `root`, making a new one where there is none. */
  constructor(
    root: string,
    readonly cluster: Cluster,
    readonly log: Log,
  ) {
    this.home = new Home(root);
    this.home.create();
    this.state = State.load(this.home.stateFile);
    this.audit = new AuditLog(this.home, this.state, log);
    this.principals = new Principals(this.state);
    this.tokens = new Tokens(this.state, this.principals);
    this.config = new DatabricksConfig(this.home.configFile, this.tokens);
    this.access = new Access(new StateTree(this.state, this.principals));
    this.tables = new Tables(this.state, cluster);
    this.gate = new StatementGate(this);
    this.warehouses = new Warehouses(this.state, cluster);
    this.statements = new Statements(this);
    this.files = new WorkspaceFiles(this.home, this.state);
    this.alerts = new Alerts(this);
    this.mlflow = new Mlflow(this.home, log);
    this.experiments = new Experiments(this);
    this.registry = new Registry(this);
    this.serving = new Serving(this);
    seed(this);
    this.pipelines = new Pipelines(this);
    this.jobs = new Engine(this);
    auditStatements(this);
  }

  /** Takes the address it is reached at: writes the profiles and the state, then starts the triggers. */
  async listening(host: string): Promise<void> {
    this.host = host;
    this.writeConfig();
    await this.state.persist();
    this.serving.resume();
    this.jobs.start();
  }

  /** Writes `databrickscfg` with a profile for every user and service principal. */
  writeConfig(): void {
    const entities = [
      ...this.state.collection('users').values(),
      ...this.state.collection('service_principals').values(),
    ];
    for (const entity of entities) {
      const principal = this.principals.byId(entity.id);
      if (principal) this.config.ensure(principal);
    }
    this.config.write(this.host);
  }

  /** The principal in the form of the Spark protocol. */
  forCluster(principal: Principal): ClusterPrincipal {
    return {
      user_name: principal.name,
      groups: this.principals.groupNames(principal),
      host: this.host,
      token: this.tokens.forRuns(principal),
    };
  }

  /** Ends what runs, then writes what is left to write. */
  async close(): Promise<void> {
    await this.jobs.stop();
    this.pipelines.close();
    this.statements.stop();
    await Promise.all([this.cluster.stop(), this.serving.close(), this.mlflow.server.close()]);
    await this.audit.flush();
    await this.state.persist();
  }
}
