/** Differences of an environment from its deployment. */
import type { DataPlaneDrift } from './data-plane-drift';
import type { PlanReview } from './plan-review';

export interface Drift {
  readonly environment: string;
  readonly commit: string;
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
  /** A plan that would undo the drift. */
  readonly controlPlane: PlanReview & { readonly drifted: boolean };
  readonly dataPlane: DataPlaneDrift;
}

export const isDrifted = ({ controlPlane, dataPlane }: Drift): boolean =>
  controlPlane.drifted || dataPlane.findings.length > 0;
