/** Alert states: results of evaluations, and notifications. */
import { appendFile } from 'node:fs/promises';

import { omit } from '../../core/omit';
import type { Collection } from '../../core/state';
import type { Workspace } from '../../core/workspace';
import { type AlertState, evaluate, type QueryResult } from './condition';
import { type Alert, notification, type SavedQuery } from './notification';

/** State of one alert. */
export interface Standing {
  readonly state: AlertState;
  /** Time of the last trigger or repeated notification. */
  readonly trigger_time?: string;
}

/** A subscriber: a user, or a notification destination. */
export interface Subscription {
  readonly user_name?: string;
  readonly destination_id?: string;
}

interface Destination {
  readonly display_name: string;
  readonly config?: { readonly email?: { readonly addresses?: readonly string[] } };
}

/** A subscriber as the notification log names it. */
interface Subscriber extends Subscription {
  readonly destination?: string;
  readonly addresses?: readonly string[];
}

/** Subscribers of a task, from its settings. */
export interface Audience {
  readonly subscriptions: readonly Subscription[];
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

  /** Records that the query of an alert failed: the state of the alert is not known any more. */
  failed(alert: Alert): void {
    this.standings.set(alert.id, { ...this.stateOf(alert.id), state: 'UNKNOWN' });
  }

  /**
   * Evaluates a result, stores the state, and notifies subscribers when it changes to triggered or
   * back, or is triggered for longer than `seconds_to_retrigger`.
   */
  async judge(alert: Alert, result: QueryResult, audience: Audience): Promise<AlertState> {
    const before = this.stateOf(alert.id);
    const state = evaluate(alert.condition, result);
    const now = new Date();
    const isNews = state === 'TRIGGERED' && (before.state !== state || isDue(alert, before, now));
    const isOver = state === 'OK' && before.state === 'TRIGGERED' && alert.notify_on_ok !== false;
    const trigger_time = isNews ? now.toISOString() : before.trigger_time;
    this.standings.set(alert.id, { state, ...(trigger_time ? { trigger_time } : {}) });
    if ((isNews || isOver) && !audience.paused) await this.notify(alert, state, result, audience);
    return state;
  }

  /** Writes a notification to the log: the local workspace sends no mail. */
  private async notify(
    alert: Alert,
    state: AlertState,
    result: QueryResult,
    audience: Audience,
  ): Promise<void> {
    const query = this.ws.state.collection<SavedQuery>('queries').get(alert.query_id);
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

  private subscriber({ user_name: user, destination_id: id }: Subscription): Subscriber {
    if (id === undefined) return { user_name: user };
    const destination = this.ws.state.collection<Destination>('notification_destinations').get(id);
    const addresses = destination?.config?.email?.addresses;
    return {
      destination_id: id,
      ...(destination ? { destination: destination.display_name } : {}),
      ...(addresses ? { addresses } : {}),
    };
  }
}

/** Returns true if a still triggered alert notifies again; without a pause it does not. */
function isDue(alert: Alert, { trigger_time: since }: Standing, now: Date): boolean {
  const seconds = Number(alert.seconds_to_retrigger ?? 0);
  return seconds > 0 && now.getTime() - Date.parse(since ?? '') >= seconds * 1000;
}
