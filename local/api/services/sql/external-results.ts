/**
 * Results that clients download by links.
 *
 * Source: REST reference, executeStatement: a link is valid for at most 15 minutes, has its credential in the URL, and
 * must be requested without an Authorization header; chunks of CSV have a header in the first one, and `null` for null.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { ApiError } from '../../core/errors';
import type { JsonObject } from '../../core/json';
import type { Workspace } from '../../core/workspace';
import type { Statement } from './statement';

/** Path of the links, below the address of the workspace. */
export const LINK_PATH = '/statement-results';
const VALID_MILLISECONDS = 15 * 60 * 1000;

export class ExternalResults {
  private readonly key = randomBytes(32);

  constructor(private readonly ws: Workspace) {}

  /** The folder of the Arrow streams of a statement. */
  folder(id: string): string {
    return join(this.ws.home.results, id);
  }

  /** The link to a chunk, and the time when it ends. */
  link({ id }: Statement, index: number): JsonObject {
    const expires = Date.now() + VALID_MILLISECONDS;
    const signature = this.signature(id, index, expires);
    return {
      external_link: `${this.ws.host}${LINK_PATH}/${id}/${index}?expires=${expires}&signature=${signature}`,
      expiration: new Date(expires).toISOString(),
    };
  }

  /** @throws ApiError for a link that was changed, or is no longer valid */
  check(id: string, index: number, expires: number, signature: string): void {
    const due = Buffer.from(this.signature(id, index, expires));
    const found = Buffer.from(signature);
    if (found.length !== due.length || !timingSafeEqual(found, due)) {
      throw new ApiError(403, 'PERMISSION_DENIED', 'The signature of the link is wrong.');
    }
    if (expires < Date.now()) {
      throw new ApiError(
        403,
        'PERMISSION_DENIED',
        `The link expired at ${new Date(expires).toISOString()}. Request the chunk of the statement again.`,
      );
    }
  }

  remove(id: string): void {
    rmSync(this.folder(id), { recursive: true, force: true });
  }

  /** Removes the results of an earlier process: their statements are no longer known. */
  clear(): void {
    rmSync(this.ws.home.results, { recursive: true, force: true });
  }

  private signature(id: string, index: number, expires: number): string {
    return createHmac('sha256', this.key).update(`${id}/${index}/${expires}`).digest('hex');
  }
}
