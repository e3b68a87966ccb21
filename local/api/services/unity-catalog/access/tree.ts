/** Owners and grants in the state of the workspace, and their changes. */
import { randomUUID } from 'node:crypto';

import type { AccessTree, Identity, Named } from '../../../core/cluster/statement-access';
import { ADMIN_USER, type Principals } from '../../../core/identity/principals';
import type { JsonObject } from '../../../core/json';
import type { Collection, State } from '../../../core/state';
import { COLLECTIONS, parentsOf } from './privileges';

/** The owner and the history of a table or function, by full name. */
export type OwnershipRecord = JsonObject & {
  readonly owner: string;
  readonly created_at: number;
  readonly created_by: string;
  readonly updated_at: number;
  readonly updated_by: string;
};

type Privileges = Readonly<Record<string, readonly string[]>>;

/** Objects are in the collection of their type; SQL functions beside the models, which share theirs. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.entries(COLLECTIONS).map(([type, name]) => [type, [name]])),
  table: ['tables'],
  function: ['functions', COLLECTIONS.function!],
};

export class StateTree implements AccessTree {
  constructor(
    private readonly state: State,
    private readonly principals: Principals,
  ) {}

  ownerOf(on: Named): string {
    const owner = this.entity(on)?.owner;
    if (owner !== undefined) return owner;
    const [parent] = parentsOf(on.full_name);
    return parent ? this.ownerOf(parent) : ADMIN_USER;
  }

  grantsOn(on: Named): Privileges {
    return this.grants.get(grantKey(on))?.privileges ?? FIXED_GRANTS[grantKey(on)] ?? {};
  }

  setGrants(on: Named, privileges: Privileges): void {
    this.grants.set(grantKey(on), { privileges });
  }

  identity(principal: string): Identity | undefined {
    return this.principals.identity(principal);
  }

  /** Returns true if the state has the object; it can lack tables and functions that notebooks created. */
  knows(on: Named): boolean {
    return this.entity(on) !== undefined;
  }

  /** Time of creation, if the state has it. */
  createdAt(on: Named): number | undefined {
    return this.entity(on)?.created_at;
  }

  setOwner(on: Named, owner: string, by: string): void {
    if (!this.entity(on)) this.add(on, owner);
    this.touch(on, by, { owner });
  }

  /** Notes that `by` changed the object, where the state knows it. */
  touch(on: Named, by: string, fields: JsonObject = {}): void {
    const [place, entity] = this.placeOf(on) ?? [];
    if (place === undefined) return;
    const changed = { ...entity!, ...fields, updated_at: Date.now(), updated_by: by };
    this.records(place).set(on.full_name.toLowerCase(), changed);
  }

  /** The record of a table or function; creates the one of an object that a notebook created. */
  recordOf(on: Named): OwnershipRecord {
    return this.entity(on) ?? this.add(on, this.ownerOf(on));
  }

  /** Records a new table or function, without the grants on an older one of its name. */
  record(on: Named, owner: string): void {
    this.forget(on);
    this.add(on, owner);
  }

  private add(on: Named, owner: string): OwnershipRecord {
    const now = Date.now();
    const record: OwnershipRecord = {
      ...(on.securable_type === 'table' ? { table_id: randomUUID() } : {}),
      owner,
      created_at: now,
      created_by: owner,
      updated_at: now,
      updated_by: owner,
    };
    return this.records(PLACES[on.securable_type]![0]!).set(on.full_name.toLowerCase(), record);
  }

  /** Removes an object, the objects in it, and the grants on all of them. */
  forget(on: Named): void {
    const key = on.full_name.toLowerCase();
    const isGone = (name: string): boolean => name === key || name.startsWith(`${key}.`);
    for (const type of [on.securable_type, ...(HELD_BY[on.securable_type] ?? [])]) {
      for (const place of PLACES[type] ?? []) {
        const collection = this.state.collection(place);
        for (const name of collection.keys().filter(isGone)) collection.delete(name);
      }
      for (const place of ['grants', 'bindings']) {
        const collection = this.state.collection(place);
        for (const name of collection.keys()) {
          if (name.startsWith(`${type}/`) && isGone(name.slice(type.length + 1))) {
            collection.delete(name);
          }
        }
      }
    }
  }

  /** An object has another name: owner and grants move along. */
  move(from: Named, to: Named): void {
    const grants = this.grantsOn(from);
    const [place, entity] = this.placeOf(from) ?? [];
    this.forget(from);
    this.forget(to);
    if (place !== undefined) this.records(place).set(to.full_name.toLowerCase(), entity!);
    if (Object.keys(grants).length > 0) this.setGrants(to, grants);
  }

  /** Names of the objects of a type that the state has in `parent`, or that have a grant. */
  knownIn(type: string, parent: string): string[] {
    const prefix = parent === '' ? '' : `${parent.toLowerCase()}.`;
    const granted = this.grants
      .keys()
      .filter((key) => key.startsWith(`${type}/`))
      .map((key) => key.slice(type.length + 1));
    const kept = (PLACES[type] ?? []).flatMap((place) => this.state.collection(place).keys());
    return [...new Set([...kept, ...granted])].filter((name) => name.startsWith(prefix));
  }

  private get grants(): Collection<{ readonly privileges: Privileges }> {
    return this.state.collection('grants');
  }

  private records(place: string): Collection<OwnershipRecord> {
    return this.state.collection(place);
  }

  private entity(on: Named): OwnershipRecord | undefined {
    return this.placeOf(on)?.[1];
  }

  private placeOf(on: Named): [place: string, entity: OwnershipRecord] | undefined {
    const key = on.full_name.toLowerCase();
    for (const place of PLACES[on.securable_type] ?? []) {
      const entity = this.records(place).get(key);
      if (entity) return [place, entity];
    }
    return undefined;
  }
}

/** Grants that the platform makes: all users of the account read the sample data. */
const FIXED_GRANTS: Readonly<Record<string, Privileges>> = {
  'catalog/samples': { 'account users': ['USE_CATALOG', 'USE_SCHEMA', 'SELECT'] },
};

const HELD_BY: Readonly<Record<string, readonly string[]>> = {
  catalog: ['schema', 'table', 'function', 'volume'],
  schema: ['table', 'function', 'volume'],
};

function grantKey({ securable_type: type, full_name: fullName }: Named): string {
  return `${type}/${fullName.toLowerCase()}`;
}
