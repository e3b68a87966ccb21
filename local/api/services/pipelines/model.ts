/** Pipelines and their updates as the workspace keeps them. */
import type { JsonObject } from '../../core/json';

/** Settings of a pipeline in the form of Databricks. Other settings are stored as received. */
export type PipelineSettings = JsonObject & {
  readonly id: string;
  readonly name: string;
  readonly catalog: string;
  readonly root_path?: string;
  readonly libraries: readonly unknown[];
  readonly configuration?: Readonly<Record<string, string>>;
  readonly development?: boolean;
};

/** A pipeline: its creator, its principal and its settings. */
export interface Pipeline {
  pipeline_id: string;
  creator_user_name: string;
  run_as_user_name: string;
  last_modified: number;
  spec: PipelineSettings;
  /** Tables that its updates created, by full name. They are deleted with the pipeline. */
  datasets: string[];
}

export type UpdateState =
  | 'CREATED'
  | 'WAITING_FOR_RESOURCES'
  | 'RUNNING'
  | 'STOPPING'
  | 'COMPLETED'
  | 'FAILED'
  | 'CANCELED';

export interface PipelineEvent {
  id: string;
  timestamp: string;
  event_type: 'create_update' | 'update_progress' | 'flow_progress';
  level: 'INFO' | 'ERROR';
  message: string;
}

/** One update of a pipeline, with its events. */
export interface Update {
  update_id: string;
  pipeline_id: string;
  cause: string;
  creation_time: number;
  full_refresh: boolean;
  full_refresh_selection: string[];
  refresh_selection: string[];
  state: UpdateState;
  events: PipelineEvent[];
}

export function isOver({ state }: Update): boolean {
  return state === 'COMPLETED' || state === 'FAILED' || state === 'CANCELED';
}
