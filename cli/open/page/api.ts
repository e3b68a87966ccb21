/** Requests of the page to its server. */
import type { Page, Selections } from '../lvdash';
import type { DashboardName, JobStanding, Panel, Rows, Session, TableName } from '../wire';

export interface DashboardPages extends DashboardName {
  readonly pages: readonly Page[];
}

/** An answer that is an error; 403 means that the principal may not see this. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new RequestError(
      0,
      'The server of this page has ended. Start it again: npx lakehouse open',
    );
  }
  const body = (await response.json().catch(() => ({}))) as { message?: string };
  if (!response.ok) throw new RequestError(response.status, body.message ?? response.statusText);
  return body as T;
}

const part = encodeURIComponent;

export const api = {
  session: () => request<Session>('/api/session'),
  dashboard: (id: string) => request<DashboardPages>(`/api/dashboards/${part(id)}`),
  widget: (id: string, widget: string, selections: Selections, signal?: AbortSignal) =>
    request<Rows>(`/api/dashboards/${part(id)}/widgets/${part(widget)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ selections }),
      signal,
    }),
  /** Clears the cached answers of the server. */
  refresh: () => request<object>('/api/refresh', { method: 'POST' }),
  tables: () => request<TableName[]>('/api/overview/tables'),
  ofTable: (table: string, what: 'rows' | 'version') =>
    request<Rows>(`/api/overview/tables/${part(table)}/${what}`),
  jobs: () => request<JobStanding[]>('/api/overview/jobs'),
  panel: (name: Panel) => request<Rows>(`/api/overview/${name}`),
  signals: (search: string) => request<Rows>(`/api/overview/signals?search=${part(search)}`),
  lineage: (id: string) => request<Rows>(`/api/overview/lineage/${part(id)}`),
};
