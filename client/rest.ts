/** A workspace's REST API, with Databricks' errors turned into {@link ApiError}. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Credentials } from './credentials';
import { CliError } from './errors';
import { USER_AGENT } from './version';

/** An answer of the workspace that is an error, in Databricks' form. */
export class ApiError extends CliError {
  constructor(
    readonly status: number,
    readonly errorCode: string,
    message: string,
  ) {
    super(message);
  }
}

export interface RequestOptions {
  readonly query?: Record<string, string | number | boolean | undefined>;
  readonly json?: unknown;
  /** A body that is sent as it is, and can be sent again. */
  readonly body?: Uint8Array<ArrayBuffer>;
}

const RETRIES = 4;
/** A connection that was there, and was cut; one that cannot be made is said at once. */
const CUT = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET'];
const READS = ['GET', 'HEAD'];

/** Returns the wait before another attempt, in seconds. */
const backoff = (attempt: number): number => 2 ** attempt / 2;

/**
 * Sends a request again after a wait while the answer is 429 or 503, and a reading one also when the connection was cut.
 * @returns the last answer, of any status
 * @throws the error of fetch if the connection cannot be made
 */
export async function fetchRepeatedly(
  url: URL | string,
  init: RequestInit & { readonly method: string },
): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    let wait = backoff(attempt);
    try {
      const response = await fetch(url, init);
      const isBusy = response.status === 429 || response.status === 503;
      if (!isBusy || attempt === RETRIES) return response;
      wait = Number(response.headers.get('retry-after')) || wait;
    } catch (error) {
      const isCut = READS.includes(init.method) && CUT.includes(reason(error));
      if (!isCut || attempt === RETRIES) throw error;
    }
    await sleep(wait * 1000);
  }
}

export class Workspace {
  constructor(readonly credentials: Credentials) {}

  get host(): string {
    return this.credentials.host;
  }

  /** Sends a request, by {@link fetchRepeatedly}, and returns the answer's JSON. @throws ApiError */
  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const response = await this.send(method, path, options);
    const text = await response.text();
    return (text ? JSON.parse(text) : {}) as T;
  }

  /** The answer's headers to a HEAD request. @throws ApiError */
  async head(path: string): Promise<Headers> {
    return (await this.send('HEAD', path, {})).headers;
  }

  /** The body of the answer to a GET request. @throws ApiError */
  async download(path: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.send('GET', path, {})).arrayBuffer());
  }

  private async send(method: string, path: string, options: RequestOptions): Promise<Response> {
    const url = new URL(this.host + path);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, `${value}`);
    }
    const headers: Record<string, string> = {
      authorization: `Bearer ${this.credentials.token}`,
      'user-agent': USER_AGENT,
      ...(options.json !== undefined && { 'content-type': 'application/json' }),
      ...(options.body !== undefined && { 'content-type': 'application/octet-stream' }),
    };
    const body = options.json !== undefined ? JSON.stringify(options.json) : options.body;
    let response: Response;
    try {
      response = await fetchRepeatedly(url, { method, headers, body });
    } catch (error) {
      throw new CliError(
        `the workspace at ${this.host} (${this.credentials.source}) does not answer: ${reason(error)}. Is it up?`,
      );
    }
    if (response.ok) return response;
    throw await apiError(response, method, path);
  }
}

/**
 * Requests all pages of a list.
 * @param key name of the items in an answer
 * @returns the items of all pages, in order
 */
export async function pages<T>(
  workspace: Workspace,
  path: string,
  key: string,
  query: RequestOptions['query'] = {},
): Promise<T[]> {
  const items: T[] = [];
  let token: string | undefined;
  do {
    const answer = await workspace.request<Record<string, unknown>>('GET', path, {
      query: { ...query, page_token: token },
    });
    items.push(...((answer[key] ?? []) as T[]));
    token = (answer.next_page_token as string | undefined) || undefined;
  } while (token !== undefined);
  return items;
}

/** Errors of the REST API, and of SCIM (RFC 7644, section 3.12). */
interface ErrorBody {
  /** A number where the gateway refuses a token. */
  readonly error_code?: string | number;
  readonly message?: string;
  readonly status?: string;
  readonly detail?: string;
}

function errorOf(body: ErrorBody): [code: string | undefined, message: string | undefined] {
  if (body.detail !== undefined) return [`SCIM_${body.status}`, body.detail];
  return [body.error_code === undefined ? undefined : `${body.error_code}`, body.message];
}

async function apiError(response: Response, method: string, path: string): Promise<ApiError> {
  const text = await response.text();
  try {
    const [code, message] = errorOf(JSON.parse(text) as ErrorBody);
    if (code !== undefined) return new ApiError(response.status, code, `${code}: ${message}`);
  } catch {
    // not JSON: a proxy's page, or the empty answer to a HEAD
  }
  return new ApiError(
    response.status,
    'UNKNOWN',
    `${method} ${path} answered ${response.status} ${text.slice(0, 200)}`.trim(),
  );
}

function reason(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  return cause?.code ?? cause?.message ?? (error as Error).message;
}
