/** Types of objects that have an access control list, and the levels that each type has. */
import type { State } from './state';

/** One type of object that has an access control list. */
export interface ObjectType {
  /** The name of the type in answers. */
  readonly objectType: string;
  /** Permission levels, the lowest first. */
  readonly levels: readonly string[];
  /** The level that the admins of the workspace inherit. */
  readonly adminLevel: string;
  /** Audit action of a changed list. @default - `changeWorkspaceAcl` of the service `workspace` */
  readonly aclAction?: readonly [service: string, action: string];
  /** Returns the creator of an existing object, or undefined if no object has the id. */
  readonly creator: (state: State, id: string) => string | undefined;
  /**
   * The path in the workspace tree, from whose folders the object inherits permissions.
   * @default - the object is outside the tree
   */
  readonly path?: (state: State, id: string) => string | undefined;
}

/** Types by the name that the path of their permissions has: `serving-endpoints`. */
export type ObjectTypes = Readonly<Record<string, ObjectType>>;

/** Returns the `creator` of a type whose objects are in a collection by id. */
export function creatorField(collection: string, field: string): ObjectType['creator'] {
  return (state, id) => {
    const entity = state.collection(collection).get(id);
    return entity && ((entity[field] ?? '') as string);
  };
}
