/** Pipelines and their updates as the workspace keeps them. */
import type { Entity } from '../../core/state';

/** A pipeline: its creator, its principal, and its settings in the form of Databricks. */
export interface Pipeline extends Entity {
  pipeline_id: string;
  creator_user_name: string;
  run_as_user_name: string;
  last_modified: number;
  spec: Entity;
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

export interface PipelineEvent extends Entity {
  id: string;
  timestamp: string;
  event_type: 'create_update' | 'update_progress' | 'flow_progress';
  level: 'INFO' | 'ERROR';
  message: string;
}

/** One update of a pipeline, with its events. */
export interface Update extends Entity {
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
