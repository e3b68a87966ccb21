/** A workspace in a temporary folder with a Spark process in memory, asked over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { FastifyInstance } from 'fastify';

import { silentLog } from '../../../local/api/core/log';
import type { Workspace } from '../../../local/api/core/workspace';
import {
  closeWorkspace,
  openWorkspace,
  startWorkspace,
  type WorkspaceOptions,
} from '../../../local/api/lifecycle';
import { buildServer } from '../../../local/api/server';
import { FakeCluster } from './fake-cluster';

export interface Answer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are asserted on, field by field
  readonly body: any;
  readonly headers: Record<string, string>;
  readonly raw: Buffer;
}

/** One workspace under test. */
export class Harness {
  private constructor(
    readonly root: string,
    readonly ws: Workspace,
    readonly cluster: FakeCluster,
    private readonly app: FastifyInstance,
  ) {}

  /** Opens the workspace at `root`; a new one by default. */
  static async open(
    root = mkdtempSync(join(tmpdir(), 'api-')),
    options: WorkspaceOptions = {},
  ): Promise<Harness> {
    const cluster = new FakeCluster();
    const ws = await openWorkspace(root, cluster, silentLog, options);
    const app = buildServer(ws);
    await startWorkspace(ws, await app.listen({ host: '127.0.0.1', port: 0 }));
    return new Harness(root, ws, cluster, app);
  }

  /** Stops it and starts it again on the same folder. */
  async restart(): Promise<Harness> {
    await this.close(false);
    return Harness.open(this.root);
  }

  async close(remove = true): Promise<void> {
    await this.app.close();
    await closeWorkspace(this.ws);
    if (remove) rmSync(this.root, { recursive: true, force: true });
  }

  /** The token of a principal's profile. */
  token(name = 'admin@example.com'): string {
    return this.ws.config.ensure(this.ws.principals.byName(name)!);
  }

  async send(
    method: string,
    url: string,
    options: {
      body?: unknown;
      headers?: Record<string, string>;
      as?: string;
      token?: string | null;
    } = {},
  ): Promise<Answer> {
    const token = options.token === undefined ? this.token(options.as) : options.token;
    const { body } = options;
    const isRaw = typeof body === 'string' || body instanceof Buffer || body instanceof FormData;
    const response = await fetch(this.ws.host + url, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: (isRaw ? body : JSON.stringify(body)) as string }),
    });
    const raw = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.includes('json') && raw.length > 0;
    return {
      status: response.status,
      body: isJson ? JSON.parse(raw.toString()) : undefined,
      headers: Object.fromEntries(response.headers),
      raw,
    };
  }

  get(url: string, as?: string): Promise<Answer> {
    return this.send('GET', url, { as });
  }

  post(url: string, body: unknown, as?: string): Promise<Answer> {
    return this.send('POST', url, { body, as });
  }

  patch(url: string, body: unknown): Promise<Answer> {
    return this.send('PATCH', url, { body });
  }

  delete(url: string): Promise<Answer> {
    return this.send('DELETE', url);
  }

  /** Makes `spark_catalog` with the schema `silver` and the volume `silver.landing`. */
  async withCatalog(): Promise<this> {
    const uc = '/api/2.1/unity-catalog';
    await this.post(`${uc}/catalogs`, { name: 'spark_catalog' });
    await this.post(`${uc}/schemas`, { catalog_name: 'spark_catalog', name: 'silver' });
    await this.post(`${uc}/volumes`, {
      catalog_name: 'spark_catalog',
      schema_name: 'silver',
      name: 'landing',
      volume_type: 'MANAGED',
    });
    return this;
  }

  /** Makes a warehouse and answers its id. */
  async withWarehouse(): Promise<string> {
    const made = await this.post('/api/2.0/sql/warehouses', {
      name: 'w',
      cluster_size: '2X-Small',
    });
    return made.body.id;
  }
}
