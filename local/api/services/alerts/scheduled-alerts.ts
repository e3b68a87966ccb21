/** Alerts with a query and a schedule (alerts v2): evaluated on time, by a statement on their warehouse. */
import { ApiError } from '../../core/errors';
import { type JsonObject, objectIn, objectsIn, textIn } from '../../core/json';
import type { Collection } from '../../core/state';
import { atFireTimes, type Watch } from '../../core/watch';
import type { Workspace } from '../../core/workspace';
import { Statements } from '../sql/statements';
import { aggregated } from './aggregation';
import { Alerts, type Subscription } from './alerts';
import type { Condition, QueryResult } from './condition';
import type { Alert } from './notification';

/** An alert as the state has it. */
export type ScheduledAlert = JsonObject & {
  readonly id: string;
  readonly display_name: string;
  readonly query_text: string;
  readonly warehouse_id: string;
  readonly owner_user_name: string;
  readonly lifecycle_state: 'ACTIVE' | 'DELETED';
  readonly evaluation: JsonObject;
  readonly schedule: {
    readonly quartz_cron_schedule: string;
    readonly timezone_id: string;
    readonly pause_status?: string;
  };
};

/** The condition of an alert. Its threshold is a value, or a column of the first row. */
export function conditionOf({ evaluation }: ScheduledAlert): Condition {
  return {
    op: textIn(evaluation, 'comparison_operator') ?? '',
    operand: { column: { name: textIn(objectIn(evaluation, 'source'), 'name') ?? '' } },
    threshold: objectIn(evaluation, 'threshold'),
    ...(evaluation.empty_result_state ? { empty_result_state: evaluation.empty_result_state } : {}),
  } as Condition;
}

/** The alert in the form that evaluations and notifications read. */
function asAlert(alert: ScheduledAlert): Alert {
  const notification = objectIn(alert.evaluation, 'notification');
  return {
    id: alert.id,
    display_name: alert.display_name,
    query_id: '',
    condition: conditionOf(alert),
    notify_on_ok: notification.notify_on_ok === true,
    seconds_to_retrigger: Number(notification.retrigger_seconds ?? 0),
    custom_subject: textIn(alert, 'custom_summary'),
    custom_body: textIn(alert, 'custom_description'),
  };
}

function subscriptionsOf({ evaluation }: ScheduledAlert): Subscription[] {
  const given = objectsIn(objectIn(evaluation, 'notification'), 'subscriptions');
  return given.map((one) => ({
    ...(textIn(one, 'user_email') ? { user_name: textIn(one, 'user_email') } : {}),
    ...(textIn(one, 'destination_id') ? { destination_id: textIn(one, 'destination_id') } : {}),
  }));
}

export class ScheduledAlerts {
  private readonly watches = new Map<string, Watch>();

  constructor(private readonly ws: Workspace) {}

  get all(): Collection<ScheduledAlert> {
    return this.ws.state.collection<ScheduledAlert>('scheduled_alerts');
  }

  /** Puts the schedules of all alerts in force. */
  start(): void {
    for (const alert of this.all.values()) this.refresh(alert);
  }

  stop(): void {
    for (const watch of this.watches.values()) watch.stop();
    this.watches.clear();
  }

  /** Puts the schedule of a new, changed or deleted alert in force. */
  refresh({ id, schedule, lifecycle_state: state }: ScheduledAlert): void {
    this.unwatch(id);
    if (state === 'DELETED' || schedule.pause_status === 'PAUSED') return;
    const watch = atFireTimes(schedule.quartz_cron_schedule, schedule.timezone_id, () =>
      this.evaluateCurrent(id),
    );
    this.watches.set(id, watch);
  }

  forget(id: string): void {
    this.unwatch(id);
    this.ws.get(Alerts).forget(id);
  }

  /** Runs the query of an alert, and stores and notifies its state. */
  async evaluate(alert: ScheduledAlert): Promise<void> {
    const { ws } = this;
    const as = asAlert(alert);
    try {
      const result = aggregated(alert.evaluation, await this.query(alert));
      await ws
        .get(Alerts)
        .judge(as, result, { subscriptions: subscriptionsOf(alert), paused: false });
    } catch (error) {
      ws.get(Alerts).failed(as);
      ws.log.error('alert_failed', { alert_id: alert.id, message: (error as Error).message });
    }
    const current = this.all.get(alert.id);
    if (!current) return;
    const last_evaluated_at = new Date().toISOString();
    this.all.set(alert.id, {
      ...current,
      evaluation: { ...current.evaluation, last_evaluated_at },
    });
    await ws.state.persist();
  }

  private async query(alert: ScheduledAlert): Promise<QueryResult> {
    const { ws } = this;
    const principal = ws.principals.byName(alert.owner_user_name);
    if (!principal) throw new ApiError(400, 'INVALID_STATE', 'The owner of the alert is deleted');
    const { query_text: text, warehouse_id: warehouseId } = alert;
    const statement = ws.get(Statements).submit({ statement: text, principal, warehouseId });
    await statement.finished;
    if (statement.error) throw new ApiError(400, 'BAD_REQUEST', statement.error.message);
    const rows = statement.chunks.flatMap((chunk) => chunk.rows ?? []);
    return { columns: statement.columns.map(({ name }) => name), rows };
  }

  private unwatch(id: string): void {
    this.watches.get(id)?.stop();
    this.watches.delete(id);
  }

  private evaluateCurrent(id: string): void {
    const current = this.all.get(id);
    if (current) void this.evaluate(current);
  }
}
