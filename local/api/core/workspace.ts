/** One local workspace: its folder, state, identities and cluster, and the parts that services add. */
import { AuditLog } from './audit/audit-log';
import { CatalogNames } from './catalog-names';
import type { Cluster, ClusterPrincipal, TablePolicies } from './cluster/cluster';
import { Home } from './home';
import { DatabricksConfig } from './identity/databrickscfg';
import { type Principal, Principals } from './identity/principals';
import { Tokens } from './identity/tokens';
import type { Log } from './log';
import type { ObjectTypes } from './object-type';
import { State } from './state';

/** Class of an object that a service creates once for each workspace. */
export type Part<T> = new (ws: Workspace) => T;

export class Workspace {
  readonly home: Home;
  readonly state: State;
  readonly audit: AuditLog;
  readonly principals: Principals;
  readonly tokens: Tokens;
  readonly config: DatabricksConfig;
  readonly catalogNames: CatalogNames;
  /** `http://127.0.0.1:<port>`, known when the server listens. */
  host = '';
  /** Policies that apply to a principal. A service sets it. */
  policiesOf: (principal: Principal) => TablePolicies = () => ({});
  private readonly parts = new Map<Part<unknown>, unknown>();

  /** Opens the workspace in the folder `root`, and creates it where none exists. */
  constructor(
    root: string,
    readonly cluster: Cluster,
    readonly log: Log,
    /** Types of objects with an access control list. */
    readonly objectTypes: ObjectTypes,
  ) {
    this.home = new Home(root);
    this.home.create();
    this.state = State.load(this.home.stateFile);
    this.catalogNames = new CatalogNames(
      this.home,
      this.state.collection('catalogs').keys().length > 0,
    );
    this.audit = new AuditLog(this.home, this.state, log);
    this.principals = new Principals(this.state);
    this.tokens = new Tokens(this.state, this.principals);
    this.config = new DatabricksConfig(this.home.configFile, this.tokens);
  }

  /** Returns the workspace's object of a class. The first call creates it. */
  get<T>(part: Part<T>): T {
    const present = this.parts.get(part) as T | undefined;
    if (present !== undefined) return present;
    const created = new part(this);
    this.parts.set(part, created);
    return created;
  }

  /** Writes `databrickscfg` with a profile for every user and service principal. */
  writeConfig(): void {
    for (const principal of this.principals.all()) this.config.ensure(principal);
    this.config.write(this.host);
  }

  /** The principal in the form of the Spark protocol. */
  forCluster(principal: Principal): ClusterPrincipal {
    return {
      user_name: principal.name,
      groups: this.principals.groupNames(principal),
      policies: this.policiesOf(principal),
      host: this.host,
      token: this.tokens.forRuns(principal),
    };
  }
}
