/** Needs of a statement, as the Spark process reports them, and the decisions about them. */

/** An object of Unity Catalog; a view is one of type table. */
export interface Named {
  readonly securable_type: string;
  readonly full_name: string;
}

/** An object as `StatementAccess.definitions` names it. */
export function keyOf({ securable_type: type, full_name: fullName }: Named): string {
  return `${type} ${fullName}`;
}

export interface Requirement extends Named {
  /**
   * Unity Catalog's; `OWNER` (or MANAGE) and `BROWSE` (any privilege) stand for several, and
   * `OWNERSHIP` for the owner of the object alone.
   */
  readonly privilege: string;
  /** The privilege is not needed if the object does not exist. */
  readonly only_if_exists: boolean;
}

/** A statement that the catalog answers, not the engine. */
export interface CatalogCommand {
  readonly action:
    | 'grant'
    | 'revoke'
    | 'show_grants'
    | 'set_owner'
    | 'show_schemas'
    | 'show_tables'
    | 'show_columns';
  /** A catalog without a name stands for all. */
  readonly securable: Named;
  /** The principal of the command; null for SHOW GRANTS of all principals. */
  readonly principal: string | null;
  readonly privileges: readonly string[];
  /** Patterns of a list over a whole catalog. @default - the statement is no such list */
  readonly patterns?: ListPatterns | null;
}

/** Patterns of names; null for all names. */
export interface ListPatterns {
  readonly schema: string | null;
  readonly table: string | null;
  readonly column: string | null;
}

/** Needs of a view or function, checked against its owner. */
export interface Definition {
  readonly requirements?: readonly Requirement[];
  /** Why its text cannot be read. */
  readonly error?: { readonly error_code: string; readonly message: string };
}

export interface StatementAccess {
  readonly kind: 'query' | 'dml' | 'ddl' | 'metadata' | 'session';
  /** True if the statement has no lasting change. */
  readonly reads_only: boolean;
  readonly requirements: readonly Requirement[];
  readonly creates: readonly Named[];
  readonly drops: readonly Named[];
  readonly alters: readonly Named[];
  readonly renames: ReadonlyArray<{ readonly from: Named; readonly to: Named }>;
  readonly command: CatalogCommand | null;
  /** The objects that it lists: their type and their parent. */
  readonly lists: { readonly securable_type: string; readonly parent: string } | null;
  /** Of the objects named above, those that are not there. */
  readonly absent: readonly Named[];
  /** By type and full name: `table spark_catalog.gold.v`. */
  readonly definitions: Readonly<Record<string, Definition>>;
}

/** One privilege on one object that a statement needs. */
export interface Decision {
  readonly privilege: string;
  readonly securableType: string;
  readonly fullName: string;
  readonly allowed: boolean;
  /** Why not. @default - it was allowed */
  readonly message?: string;
}

/** Why a statement may not run. */
export interface Denial {
  readonly error_code: string;
  readonly message: string;
  readonly sql_state: string;
}

/** Identity that grants and owners are compared with. */
export interface Identity {
  readonly name: string;
  /** Returns true if a grant or ownership of `principal` also applies to this identity. */
  answersTo(principal: string): boolean;
}

/** Owners and grants. */
export interface AccessTree {
  /** The owner of an object; without a known owner, the owner of its parent. */
  ownerOf(on: Named): string;
  /** Privileges by principal, of those granted on the object itself. */
  grantsOn(on: Named): Readonly<Record<string, readonly string[]>>;
  /** Undefined for a principal that does not exist. */
  identity(principal: string): Identity | undefined;
}
