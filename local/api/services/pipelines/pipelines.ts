/** Pipelines: their updates, one at a time each, run by open-source Spark's own command. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { cancelUntilFinished, ClusterError } from '../../core/cluster/cluster';
import { ApiError, doesNotExist, quotaExceeded } from '../../core/errors';
import type { Collection } from '../../core/state';
import type { Workspace } from '../../core/workspace';
import { kindOf } from '../../core/workspace-kind';
import { Access } from '../unity-catalog/access/access';
import { TableDescriptions } from '../unity-catalog/table-descriptions';
import { WorkspaceFiles } from '../workspace/workspace-files';
import { isOver, type Pipeline, type PipelineEvent, type Update } from './model';
import { retriesOf, rootOf, schemaOf, sourceGlob } from './settings';

/** Message of an update about each table that it creates. */
const FLOW = /^Flow '?([\w$]+\.[\w$]+\.[\w$]+)'? /;

/** Updates that are kept of each pipeline. */
const KEPT_UPDATES = 50;

export interface UpdateRequest {
  readonly cause: string;
  readonly full_refresh?: boolean;
  readonly full_refresh_selection?: string[];
  readonly refresh_selection?: string[];
  /**
   * The id that a cancel of the cluster's work names.
   * @default - the update's
   */
  readonly taskRunId?: string;
}

/** An update that has begun. */
export interface StartedUpdate {
  readonly update: Update;
  /** Resolves when it is over, and rejects with the error that ended it. */
  readonly finished: Promise<void>;
}

export class Pipelines {
  /** Running updates, by the id of their progress events. */
  private readonly running = new Map<string, { update: Update; finished: Promise<void> }>();

  private closed = false;

  constructor(private readonly ws: Workspace) {
    for (const update of this.updates.values()) {
      // an update that was active when the workspace stopped has ended
      if (!isOver(update)) this.updates.set(update.update_id, { ...update, state: 'CANCELED' });
    }
  }

  private get pipelines(): Collection<Pipeline> {
    return this.ws.state.collection<Pipeline>('pipelines');
  }

  private get updates(): Collection<Update> {
    return this.ws.state.collection<Update>('pipeline_updates');
  }

  get(id: unknown): Pipeline {
    const found = this.pipelines.get(String(id));
    if (!found) throw doesNotExist(`The specified pipeline ${String(id)} was not found.`);
    return found;
  }

  list(): Pipeline[] {
    return this.pipelines.values();
  }

  keep(pipeline: Pipeline): void {
    this.pipelines.set(pipeline.pipeline_id, { ...pipeline, last_modified: Date.now() });
  }

  /** The updates of a pipeline, newest first. */
  updatesOf(pipelineId: string): Update[] {
    return this.updates
      .values()
      .filter((update) => update.pipeline_id === pipelineId)
      .sort((a, b) => b.creation_time - a.creation_time);
  }

  update(pipelineId: string, updateId: string): Update {
    const found = this.updates.get(updateId);
    if (found?.pipeline_id !== pipelineId) {
      throw doesNotExist(`The update ${updateId} of pipeline ${pipelineId} was not found.`);
    }
    return found;
  }

  activeUpdate(pipelineId: string): Update | undefined {
    return this.updatesOf(pipelineId).find((update) => !isOver(update));
  }

  /** Starts an update; refused while another of the pipeline is active, and in the Free Edition one of any pipeline. */
  start(pipeline: Pipeline, request: UpdateRequest): StartedUpdate {
    const { pipeline_id: id } = pipeline;
    const active = this.activeUpdate(id);
    if (active) {
      throw new ApiError(
        409,
        'RESOURCE_CONFLICT',
        `An active update ${active.update_id} already exists for pipeline ${id}.`,
      );
    }
    if (kindOf(this.ws) === 'free' && this.updates.values().some((other) => !isOver(other))) {
      throw quotaExceeded(
        'You have reached the maximum number of active pipelines. Wait for the active pipeline to end, or stop it.',
      );
    }
    const update: Update = {
      update_id: randomUUID(),
      pipeline_id: id,
      cause: request.cause,
      creation_time: Date.now(),
      full_refresh: request.full_refresh ?? false,
      full_refresh_selection: request.full_refresh_selection ?? [],
      refresh_selection: request.refresh_selection ?? [],
      state: 'CREATED',
      events: [],
    };
    this.note(update, 'create_update', `Update ${update.update_id} started by ${update.cause}.`);
    const taskRunId = request.taskRunId ?? update.update_id;
    const finished = this.run(pipeline, update, taskRunId).finally(() => {
      this.running.delete(taskRunId);
      if (this.closed) return;
      void this.ws.state.persist().catch(() => undefined);
    });
    finished.catch(() => undefined);
    this.running.set(taskRunId, { update, finished });
    for (const old of this.updatesOf(id).slice(KEPT_UPDATES)) this.updates.delete(old.update_id);
    return { update, finished };
  }

  /** Ends the update under way, if there is one; resolves when it is over. */
  async stop(pipelineId: string): Promise<void> {
    for (const [taskRunId, { update, finished }] of this.running) {
      if (update.pipeline_id !== pipelineId) continue;
      update.state = 'STOPPING';
      this.updates.set(update.update_id, update);
      const over = finished.catch(() => undefined);
      await cancelUntilFinished(this.ws.cluster, taskRunId, over);
      await over;
    }
  }

  /** Cancels active updates, as the workspace stops. */
  close(): void {
    for (const { update } of this.running.values()) {
      this.end(update, 'CANCELED', 'The workspace stopped while it ran');
    }
    this.closed = true;
  }

  /** Deletes a pipeline and, as Unity Catalog does, the tables that it created. */
  async remove(pipeline: Pipeline): Promise<void> {
    const { pipeline_id: id, datasets } = pipeline;
    await this.stop(id);
    if (datasets.length > 0) {
      const tables = datasets.map(
        (name) => ({ securable_type: 'table', full_name: name }) as const,
      );
      const endChange = this.ws.get(TableDescriptions).beginChange(tables);
      await this.ws.cluster.call('drop_tables', { full_names: datasets }).finally(endChange);
      for (const table of tables) this.ws.get(Access).tree.forget(table);
    }
    for (const update of this.updatesOf(id)) this.updates.delete(update.update_id);
    this.pipelines.delete(id);
    this.ws.state.collection('object_permissions').delete(`pipelines/${id}`);
    rmSync(this.folder(id), { recursive: true, force: true });
  }

  /** Records a message of a running update. */
  progress(taskRunId: string, message: string): void {
    const update = this.running.get(taskRunId)?.update;
    if (!update) return;
    if (update.state === 'WAITING_FOR_RESOURCES') update.state = 'RUNNING';
    const table = FLOW.exec(message)?.[1];
    if (table !== undefined) this.own(update.pipeline_id, table);
    this.note(update, message.startsWith('Flow ') ? 'flow_progress' : 'update_progress', message);
  }

  private async run(pipeline: Pipeline, update: Update, taskRunId: string): Promise<void> {
    const { pipeline_id: id, spec } = pipeline;
    const endChange = this.ws.get(TableDescriptions).beginChange('anything');
    try {
      const principal = this.ws.principals.byName(pipeline.run_as_user_name);
      if (!principal) {
        throw new Error(`The identity ${pipeline.run_as_user_name} does not exist`);
      }
      update.state = 'WAITING_FOR_RESOURCES';
      mkdirSync(this.folder(id), { recursive: true });
      await this.ws.cluster.call('run_pipeline_update', {
        task_run_id: taskRunId,
        update_id: update.update_id,
        name: spec.name,
        catalog: this.ws.catalogNames.canonical(spec.catalog),
        schema: schemaOf(spec)!,
        configuration: spec.configuration ?? {},
        root_path: this.ws.get(WorkspaceFiles).folder(rootOf(spec)),
        libraries: spec.libraries.map((library) => sourceGlob(spec, library)),
        storage: join(this.folder(id), 'storage'),
        retries: retriesOf(spec),
        full_refresh: update.full_refresh,
        full_refresh_selection: update.full_refresh_selection,
        refresh_selection: update.refresh_selection,
        principal: this.ws.forCluster(principal),
        log_path: join(this.folder(id), `${update.update_id}.log`),
      });
      this.end(update, 'COMPLETED');
    } catch (error) {
      const isCancelled = error instanceof ClusterError && error.errorCode === 'CANCELED';
      this.end(update, isCancelled ? 'CANCELED' : 'FAILED', (error as Error).message);
      throw error;
    } finally {
      endChange();
    }
  }

  /** Records a table that an update created: its owner is the principal of the pipeline. */
  private own(id: string, name: string): void {
    const pipeline = this.get(id);
    if (pipeline.datasets.includes(name)) return;
    this.pipelines.set(id, { ...pipeline, datasets: [...pipeline.datasets, name].sort() });
    const table = { securable_type: 'table', full_name: name } as const;
    this.ws.get(Access).tree.record(table, pipeline.run_as_user_name);
  }

  private end(update: Update, state: 'COMPLETED' | 'FAILED' | 'CANCELED', error?: string): void {
    if (this.closed) return;
    update.state = state;
    const message = `Update ${update.update_id} is ${state}.${error ? ` ${error}` : ''}`;
    this.note(update, 'update_progress', message, state === 'FAILED' ? 'ERROR' : 'INFO');
  }

  private note(
    update: Update,
    type: PipelineEvent['event_type'],
    message: string,
    level: PipelineEvent['level'] = 'INFO',
  ): void {
    const timestamp = new Date().toISOString();
    update.events.push({ id: randomUUID(), timestamp, event_type: type, level, message });
    this.updates.set(update.update_id, update);
  }

  private folder(pipelineId: string): string {
    return join(this.ws.home.pipelines, pipelineId);
  }
}
