/**
 * Sessions of SQL clients: the catalog and the schema of statements that name none.
 *
 * Source: databricks-sql-connector, databricks/sql/backend/sea/backend.py (`use_sea=True`).
 */
import { randomUUID } from 'node:crypto';

import { doesNotExist, invalidParameter, requireString } from '../../core/errors';
import { type JsonObject, objectIn, shown, textIn } from '../../core/json';
import type { Call, Routes } from '../../core/routes';
import { Warehouses } from './warehouses';

export interface Session {
  readonly id: string;
  readonly owner: string;
  readonly catalog?: string;
  readonly schema?: string;
}

/** Open sessions. They end with the workspace. */
export class Sessions {
  private readonly sessions = new Map<string, Session>();

  open(session: Omit<Session, 'id'>): Session {
    const opened = { ...session, id: randomUUID() };
    this.sessions.set(opened.id, opened);
    return opened;
  }

  /** The session of a principal; those of others do not exist for it. */
  get(id: string, principal: string): Session {
    const found = this.sessions.get(id);
    if (found?.owner !== principal)
      throw doesNotExist(`Session ${id} does not exist.`, 'NOT_FOUND');
    return found;
  }

  /** Sets the catalog and the schema that a statement of the session made the current ones. */
  use(id: string, catalog: string, schema: string): void {
    const session = this.sessions.get(id);
    if (session) this.sessions.set(id, { ...session, catalog, schema });
  }

  close(id: string, principal: string): void {
    this.sessions.delete(this.get(id, principal).id);
  }
}

const SESSIONS = '/api/2.0/sql/sessions';

/** Settings of the workspace that a session cannot change; those that it does not know change no result. */
const CONFS: Readonly<Record<string, string>> = { ANSI_MODE: 'true', TIMEZONE: 'UTC' };

/** Refuses a setting that would change results: all sessions have the settings of the workspace. */
function checkConfs(confs: JsonObject): void {
  for (const [name, value] of Object.entries(confs)) {
    const fixed = CONFS[name.toUpperCase()];
    if (fixed === undefined || shown(value).toLowerCase() === fixed.toLowerCase()) continue;
    throw invalidParameter(
      `Session setting ${name}: must be ${fixed} in the local workspace, got ${shown(value)}`,
    );
  }
}

function open({ ws, principal, body }: Call): JsonObject {
  const warehouse = ws.get(Warehouses).get(requireString(body, 'warehouse_id'));
  checkConfs(objectIn(body, 'session_confs'));
  ws.get(Warehouses).start(warehouse.id);
  const { id } = ws.get(Sessions).open({
    owner: principal.name,
    catalog: textIn(body, 'catalog'),
    schema: textIn(body, 'schema'),
  });
  return { session_id: id };
}

export const sessionRoutes: Routes = {
  [`POST ${SESSIONS}`]: open,
  [`DELETE ${SESSIONS}/:id`]: ({ ws, principal, params }) => {
    ws.get(Sessions).close(params.id!, principal.name);
    return {};
  },
};
