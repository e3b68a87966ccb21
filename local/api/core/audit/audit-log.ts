/** The audit log, in the form of `system.access.audit`. */
import { randomUUID } from 'node:crypto';

import type { Home } from '../home';
import type { Log } from '../log';
import type { State } from '../state';
import { DailyFile } from './daily-file';
import {
  ACCOUNT_ID,
  ACCOUNT_SERVICE,
  type Action,
  asText,
  type AuditEvent,
  type Origin,
  type Outcome,
  VERSION,
} from './event';

/** Pattern of tokens. None reaches the log, also not inside a statement or a name. */
const TOKEN = /dapi[0-9a-f]{32}/g;

/** Principal of an action, its origin and request. */
export interface Actor {
  /** @default - none: the request was refused before its principal was known */
  readonly principal?: string;
  /** Principal that started the work which runs as `principal`. @default - the principal */
  readonly startedBy?: string;
  readonly origin?: Origin;
  /** Id that the events of one request, or of one statement, share. */
  readonly requestId: string;
}

/** Databricks keeps audit logs for a year. */
const KEPT_DAYS = 365;

export class AuditLog {
  private readonly file: DailyFile;

  constructor(
    home: Home,
    private readonly state: State,
    log: Log,
  ) {
    this.file = new DailyFile(home.audit, KEPT_DAYS, (error, lost) =>
      log.error('audit_not_written', { message: error.message, lost }),
    );
  }

  /** Records an action of `actor` and its outcome. Returns before the event is written. */
  record(actor: Actor, action: Action, outcome: Outcome): void {
    const event = this.event(actor, action, outcome);
    this.file.append(event.event_date, JSON.stringify(event).replace(TOKEN, '[token]'));
  }

  /** Resolves when all that was recorded so far can be read. */
  flush(): Promise<void> {
    return this.file.flush();
  }

  private event(actor: Actor, action: Action, outcome: Outcome): AuditEvent {
    const time = new Date().toISOString();
    const ofAccount = action.service === ACCOUNT_SERVICE;
    const workspace = String(this.state.workspaceId);
    const email = actor.principal ?? null;
    return {
      account_id: ACCOUNT_ID,
      workspace_id: ofAccount ? '0' : workspace,
      version: VERSION,
      event_time: time,
      event_date: time.slice(0, 10),
      source_ip_address: actor.origin?.address ?? null,
      user_agent: actor.origin?.userAgent ?? null,
      session_id: null,
      user_identity: { email, subject_name: null },
      service_name: action.service,
      action_name: action.name,
      request_id: actor.requestId,
      request_params: asText({
        ...action.params,
        ...(ofAccount ? { workspace_id: workspace, metastore_id: this.state.metastoreId } : {}),
      }),
      response: {
        status_code: outcome.status,
        error_message: outcome.message ?? null,
        result: null,
      },
      audit_level: ofAccount ? 'ACCOUNT_LEVEL' : 'WORKSPACE_LEVEL',
      event_id: randomUUID(),
      identity_metadata: { run_by: actor.startedBy ?? email, run_as: email },
    };
  }
}
