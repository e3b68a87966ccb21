/** Alert states: results of evaluations, and notifications. */
import { appendFile } from 'node:fs/promises';
import { omit } from '../../core/omit';
import type { Collection, Entity } from '../../core/state';
import type { Workspace } from '../../core/workspace';
import { evaluate, type AlertState, type QueryResult } from './condition';
import { notification } from './notification';

/** State of one alert. */
export interface Standing extends Entity {
  state: AlertState;
  /** When it was triggered last, or last told of again. */
  trigger_time?: string;
}

/** Whom a task tells, as its settings have it. */
export interface Audience {
  readonly subscriptions: readonly Entity[];
  readonly paused: boolean;
}

export class Alerts {
  private readonly standings: Collection<Standing>;

  constructor(private readonly ws: Workspace) {
    this.standings = ws.state.collection<Standing>('alert_states');
  }

  stateOf(id: string): Standing {
    return this.standings.get(id) ?? { state: 'UNKNOWN' };
  }

  forget(id: string): void {
    this.standings.delete(id);
  }

  /** Notes that the query of an alert failed: whether its condition holds is not known any more. */
  failed(alert: Entity): void {
    this.standings.set(alert.id, { ...this.stateOf(alert.id), state: 'UNKNOWN' });
  }

  /**
   * Evaluates a result, stores the state, and notifies subscribers when it changes to triggered or
   * back, or is triggered for longer than `seconds_to_retrigger`.
   */
  async judge(alert: Entity, result: QueryResult, audience: Audience): Promise<AlertState> {
    const before = this.stateOf(alert.id);
    const state = evaluate(alert.condition, result);
    const now = new Date();
    const isNews = state === 'TRIGGERED' && (before.state !== state || isDue(alert, before, now));
    const isOver = state === 'OK' && before.state === 'TRIGGERED' && alert.notify_on_ok !== false;
    const trigger_time = isNews ? now.toISOString() : before.trigger_time;
    this.standings.set(alert.id, { state, ...(trigger_time ? { trigger_time } : {}) });
    if ((isNews || isOver) && !audience.paused) await this.tell(alert, state, result, audience);
    return state;
  }

  /** Writes a notification down: a laptop sends no mail. */
  private async tell(
    alert: Entity,
    state: AlertState,
    result: QueryResult,
    audience: Audience,
  ): Promise<void> {
    const query = this.ws.state.collection('queries').get(alert.query_id) ?? {};
    const line = {
      time: new Date().toISOString(),
      alert_id: alert.id,
      alert: alert.display_name,
      state,
      ...notification(this.ws.host, alert, query, state, result),
      to: audience.subscriptions.map((subscription) => this.subscriber(subscription)),
    };
    await appendFile(this.ws.home.notifications, `${JSON.stringify(line)}\n`);
    this.ws.log.info('alert_notified', omit(line, 'time', 'body'));
  }

  private subscriber({ user_name: user, destination_id: id }: Entity): Entity {
    if (id === undefined) return { user_name: user };
    const destination = this.ws.state.collection('notification_destinations').get(id);
    const addresses = destination?.config?.email?.addresses;
    return {
      destination_id: id,
      ...(destination ? { destination: destination.display_name } : {}),
      ...(addresses ? { addresses } : {}),
    };
  }
}

/** Returns true if a still triggered alert notifies again; without a pause it does not. */
function isDue(alert: Entity, { trigger_time: since }: Standing, now: Date): boolean {
  const seconds = Number(alert.seconds_to_retrigger ?? 0);
  return seconds > 0 && now.getTime() - Date.parse(since ?? '') >= seconds * 1000;
}
