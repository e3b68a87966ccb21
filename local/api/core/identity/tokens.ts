/** Bearer tokens: hashes in the state, values only in `databrickscfg` and in the response to the request. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import type { State } from '../state';
import type { Principal, Principals } from './principals';

/** State of a token. */
export interface TokenRecord {
  token_id: string;
  hash: string;
  principal_id: string;
  comment: string;
  creation_time: number;
  /** Milliseconds since 1970, or -1 for a token without an end. */
  expiry_time: number;
  created_by: string;
}

function sha256(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Issues tokens and finds the principal of a token. */
export class Tokens {
  /** Tokens of runs: the principal by hash, and the token by principal. Never stored. */
  private readonly ofRuns = new Map<string, string>();
  private readonly ofPrincipals = new Map<string, string>();

  constructor(
    private readonly state: State,
    private readonly principals: Principals,
  ) {}

  private get records() {
    return this.state.collection<TokenRecord>('tokens');
  }

  /** Makes a token for `principal`; the answer holds the only copy of its value. */
  issue(
    principal: Principal,
    comment: string,
    createdBy: string,
    lifetimeSeconds?: number,
  ): { value: string; record: TokenRecord } {
    const value = `dapi${randomBytes(16).toString('hex')}`;
    const hash = sha256(value).toString('hex');
    const now = Date.now();
    const record = this.records.set(hash, {
      token_id: createHash('sha256').update(hash).digest('hex'),
      hash,
      principal_id: principal.id,
      comment,
      creation_time: now,
      expiry_time: lifetimeSeconds ? now + lifetimeSeconds * 1000 : -1,
      created_by: createdBy,
    });
    return { value, record };
  }

  /** The token that runs of a principal sign in with, until the workspace stops. */
  forRuns(principal: Principal): string {
    const present = this.ofPrincipals.get(principal.id);
    if (present !== undefined) return present;
    const value = `dapi${randomBytes(16).toString('hex')}`;
    this.ofRuns.set(sha256(value).toString('hex'), principal.id);
    this.ofPrincipals.set(principal.id, value);
    return value;
  }

  /** The principal of a valid token. Every stored hash is compared, each in constant time. */
  verify(value: string): Principal | undefined {
    const given = sha256(value);
    const ofRun = this.ofRuns.get(given.toString('hex'));
    if (ofRun !== undefined) return this.activePrincipal(ofRun);
    let match: TokenRecord | undefined;
    for (const record of this.records.values()) {
      if (timingSafeEqual(given, Buffer.from(record.hash, 'hex'))) match = record;
    }
    if (!match) return undefined;
    if (match.expiry_time !== -1 && match.expiry_time < Date.now()) return undefined;
    return this.activePrincipal(match.principal_id);
  }

  private activePrincipal(id: string): Principal | undefined {
    const principal = this.principals.byId(id);
    return principal?.active ? principal : undefined;
  }

  list(): TokenRecord[] {
    return this.records.values();
  }

  revoke(tokenId: string): TokenRecord | undefined {
    const record = this.records.find((token) => token.token_id === tokenId);
    if (record) this.records.delete(record.hash);
    return record;
  }

  revokeAllOf(principalId: string): void {
    for (const record of this.records.values()) {
      if (record.principal_id === principalId) this.records.delete(record.hash);
    }
  }
}
