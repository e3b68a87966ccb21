/** Owners of experiments, and the experiment of a request to MLflow's API. */
import { ApiError } from '../../core/errors';
import type { Principal } from '../../core/identity/principals';
import { type JsonObject, objectIn } from '../../core/json';
import type { Collection, State } from '../../core/state';
import type { Workspace } from '../../core/workspace';
import { hasLevel, requireLevel } from '../workspace/permissions/object-access';
import { normalizeWorkspacePath } from '../workspace/workspace-files';
import { Mlflow } from './mlflow';

/** Fields of the body or query that name an experiment or run. */
const EXPERIMENT_FIELDS = ['experiment_id', 'experiment_ids'];
const RUN_FIELDS = ['run_id', 'run_uuid', 'source_run_id'];

/** An experiment in the state: MLflow has the rest. */
interface ExperimentRecord {
  readonly creator: string;
  readonly path: string;
  /** The last response of MLflow about it. */
  readonly copy?: JsonObject;
}

/** The experiments of a workspace, by id. */
export function experimentsOf(state: State): Collection<ExperimentRecord> {
  return state.collection('experiments');
}

export class Experiments {
  /** Runs and logged models never change the experiment that they are of. */
  private readonly experimentOf = new Map<string, string>();

  constructor(private readonly ws: Workspace) {}

  /** Records an experiment that `principal` created. */
  record(id: string, path: string, principal: Principal): void {
    this.kept.set(id, { creator: principal.name, path: normalizeWorkspacePath(path) });
  }

  /**
   * The last answer of MLflow about an experiment: all changes pass through here. A plan, which
   * only checks that the experiment exists, need not start MLflow.
   */
  copyOf(id: string): JsonObject | undefined {
    return this.ws.get(Mlflow).server.isUp ? undefined : this.kept.get(id)?.copy;
  }

  /** Stores a copy, or removes it when the experiment changes. */
  keep(id: string, copy: JsonObject | undefined): void {
    const present = this.kept.get(id);
    if (!present) return;
    const { creator, path } = present;
    this.kept.set(id, { creator, path, ...(copy && { copy }) });
  }

  /** Records the new path of an experiment, whose folders pass their permissions on. */
  move(id: string, path: string): void {
    const present = this.kept.get(id);
    if (present) this.kept.set(id, { ...present, path: normalizeWorkspacePath(path) });
  }

  /** @throws ApiError 403 where `principal` has not `level` on the experiment */
  require(principal: Principal, id: string, level: string): void {
    requireLevel(this.ws, principal, ['experiments', id], level, `experiment ${id}`);
  }

  /** Returns true if lists show the experiment to `principal`. */
  sees(principal: Principal, id: string): boolean {
    return hasLevel(this.ws, principal, 'experiments', id, 'CAN_READ');
  }

  /** The experiments that a request is about, by the ids that it names; none where it names none. */
  async named(path: string, fields: JsonObject): Promise<string[]> {
    const valuesOf = (names: readonly string[]): string[] =>
      names.flatMap((name) => fields[name] ?? []).map(String);
    const [, model] = /^logged-models\/([^/]+)/.exec(path) ?? [];
    const isModel = model !== undefined && model !== 'search';
    const found = await Promise.all([
      ...valuesOf(RUN_FIELDS).map((run) => this.ofRun(run)),
      ...(isModel ? [this.ofLoggedModel(model)] : []),
    ]);
    return [...valuesOf(EXPERIMENT_FIELDS), ...found];
  }

  private ofRun(id: string): Promise<string> {
    return this.lookUp(`runs/${id}`, async () => {
      const answer = await this.ws.get(Mlflow).get('runs/get', { run_id: id });
      return objectIn(objectIn(answer, 'run'), 'info').experiment_id;
    });
  }

  private ofLoggedModel(id: string): Promise<string> {
    return this.lookUp(`models/${id}`, async () => {
      const answer = await this.ws.get(Mlflow).get(`logged-models/${encodeURIComponent(id)}`, {});
      return objectIn(objectIn(answer, 'model'), 'info').experiment_id;
    });
  }

  private async lookUp(key: string, find: () => Promise<unknown>): Promise<string> {
    const known = this.experimentOf.get(key);
    if (known !== undefined) return known;
    const found = await find();
    if (typeof found !== 'string') {
      throw new ApiError(404, 'RESOURCE_DOES_NOT_EXIST', `${key} does not exist`);
    }
    this.experimentOf.set(key, found);
    return found;
  }

  private get kept() {
    return experimentsOf(this.ws.state);
  }
}
