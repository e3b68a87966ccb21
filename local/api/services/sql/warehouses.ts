/** SQL warehouses: named ways to the one Spark process. */
import type { Cluster } from '../../core/cluster/cluster';
import { doesNotExist } from '../../core/errors';
import type { Collection } from '../../core/state';
import type { Workspace } from '../../core/workspace';

/** A warehouse as the state has it. */
export interface Warehouse {
  readonly id: string;
  readonly name: string;
  readonly cluster_size: string;
  readonly auto_stop_mins: number;
  readonly creator_name: string;
}

/** Condition of the process behind a warehouse. */
export interface Health {
  readonly status?: 'HEALTHY' | 'FAILED';
  readonly summary?: string;
  readonly message?: string;
}

/** Which warehouses run; the process behind them is shared, and none runs after a restart. */
export class Warehouses {
  private readonly started = new Set<string>();
  private readonly entities: Collection<Warehouse>;
  private readonly cluster: Cluster;

  constructor({ state, cluster }: Workspace) {
    this.cluster = cluster;
    this.entities = state.collection('warehouses');
  }

  get(id: string): Warehouse {
    const found = this.entities.get(id);
    if (!found) throw doesNotExist(`SQL warehouse ${id} does not exist.`);
    return found;
  }

  /** Starts Spark in the background, without waiting for it. */
  start(id: string): void {
    this.get(id);
    this.started.add(id);
    this.cluster.start();
  }

  stop(id: string): void {
    this.started.delete(id);
  }

  state(id: string): 'STOPPED' | 'STARTING' | 'RUNNING' {
    if (!this.started.has(id)) return 'STOPPED';
    switch (this.cluster.status) {
      case 'ready':
        return 'RUNNING';
      case 'starting':
        return 'STARTING';
      default:
        return 'STOPPED';
    }
  }

  health(id: string): Health {
    if (this.cluster.status === 'failed' && this.started.has(id)) {
      return { status: 'FAILED', summary: this.cluster.failure, message: this.cluster.failure };
    }
    return this.state(id) === 'RUNNING' ? { status: 'HEALTHY' } : {};
  }
}
