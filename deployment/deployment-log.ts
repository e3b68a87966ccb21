/**
 * The deployments of an environment: one JSON file each, in a volume of the lakehouse. Readers of the
 * lakehouse and SQL can read them. No file is ever replaced.
 */
import { ApiError, pages, type Workspace } from '../client/rest';
import type { Override } from '../review/policies/findings';
import type { Summary } from '../review/report/report';
import type { Versions } from './terraform';

export interface Deployment {
  readonly version: 1;
  /** Counts up from 1. */
  readonly number: number;
  readonly environment: string;
  readonly commit: string;
  readonly planDigest: string;
  readonly outcome: 'succeeded' | 'failed';
  /** Why it failed. @default - it did not */
  readonly error?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** The principal that signed in to the workspace: a user name, or an application id. */
  readonly by: string;
  readonly changes: Summary;
  readonly overrides: readonly Override[];
  readonly versions: Versions;
  /** @default - it was deployed by itself */
  readonly promotedFrom?: string;
}

const NAME = /^(\d{6})\.json$/;
const TRIES = 5;

export class DeploymentLog {
  /** @param folder the volume, `/Volumes/<catalog>/ops/deployments` */
  constructor(
    private readonly workspace: Workspace,
    private readonly folder: string,
  ) {}

  /** The deployment that was the last to end; undefined where there was none. */
  async last(): Promise<Deployment | undefined> {
    return (await this.latest(1))[0];
  }

  /** The latest deployments, the last one first. */
  async latest(count: number): Promise<Deployment[]> {
    const numbers = (await this.numbers()).slice(-count).reverse();
    return Promise.all(numbers.map((number) => this.read(number)));
  }

  /** Adds a deployment with the next free number. */
  async append(deployment: Omit<Deployment, 'version' | 'number'>): Promise<Deployment> {
    for (let attempt = 1; ; attempt += 1) {
      const number = ((await this.numbers()).at(-1) ?? 0) + 1;
      const numbered: Deployment = { version: 1, number, ...deployment };
      try {
        await this.workspace.request('PUT', this.url('files', number), {
          query: { overwrite: false },
          body: new TextEncoder().encode(`${JSON.stringify(numbered)}\n`),
        });
        return numbered;
      } catch (error) {
        const isTaken = error instanceof ApiError && error.status === 409;
        if (!isTaken || attempt === TRIES) throw error;
      }
    }
  }

  private async numbers(): Promise<number[]> {
    try {
      const files = await pages<{ name: string }>(
        this.workspace,
        this.url('directories'),
        'contents',
      );
      return files
        .flatMap(({ name }) => Number(NAME.exec(name)?.[1] ?? []) || [])
        .sort((a, b) => a - b);
    } catch (error) {
      // before the first deployment there is no volume
      if (error instanceof ApiError && error.status === 404) return [];
      throw error;
    }
  }

  private read(number: number): Promise<Deployment> {
    return this.workspace.request<Deployment>('GET', this.url('files', number));
  }

  private url(kind: 'files' | 'directories', number?: number): string {
    const file = number === undefined ? '' : `/${`${number}`.padStart(6, '0')}.json`;
    return `/api/2.0/fs/${kind}${this.folder}${file}`;
  }
}
