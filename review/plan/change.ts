import { hide, type Body } from './hidden';
import { ReviewError } from './review-error';
import type { ResourceChange } from './terraform-plan';

/** The action of a plan on a resource. `forget` removes it from the state and leaves the object. */
export type Action =
  'create' | 'update' | 'replace' | 'delete' | 'forget' | 'move' | 'import' | 'read' | 'none';

/** One resource of a plan, with secrets and unknown values hidden. */
export interface Change {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly action: Action;
  /** @default - the resource is created */
  readonly before?: Body;
  /** @default - the resource is deleted */
  readonly after?: Body;
  /** The attributes that cannot be changed in place. */
  readonly replacedFor: readonly string[];
  /** The address before a move. @default - the resource is not moved */
  readonly previousAddress?: string;
  /** The reason why terraform cannot plan the change yet. @default - the change is planned */
  readonly deferred?: string;
  /** The id of the object that is imported. @default - nothing is imported */
  readonly importedId?: string;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  'no-op': 'none',
  create: 'create',
  read: 'read',
  update: 'update',
  delete: 'delete',
  forget: 'forget',
  'delete,create': 'replace',
  'create,delete': 'replace',
  'create,forget': 'replace',
};

/** @throws ReviewError for an unknown action: the review cannot evaluate it */
export function toChange(entry: ResourceChange, deferred?: string): Change {
  const { change } = entry;
  const action = ACTIONS[change.actions.join(',')];
  if (action === undefined) {
    const known = Object.keys(ACTIONS).join('; ');
    throw new ReviewError(
      `the actions of ${entry.address} must be of ${known}, got: ${change.actions.join(',')}`,
    );
  }
  const body = (value: unknown, sensitive: unknown, unknown?: unknown): Body | undefined =>
    value === null || value === undefined ? undefined : (hide(value, sensitive, unknown) as Body);
  const before = body(change.before, change.before_sensitive);
  const after = body(change.after, change.after_sensitive, change.after_unknown);
  return {
    address: entry.deposed ? `${entry.address} (deposed ${entry.deposed})` : entry.address,
    type: entry.type,
    name: entry.name,
    action: action === 'none' ? quietAction(entry) : action,
    ...(before && { before }),
    ...(after && { after }),
    replacedFor: (change.replace_paths ?? []).map((path) => path.join('.')),
    ...(entry.previous_address !== undefined &&
      entry.previous_address !== entry.address && { previousAddress: entry.previous_address }),
    ...(deferred !== undefined && { deferred }),
    ...(change.importing && { importedId: String(change.importing.id ?? 'unknown') }),
  };
}

/** The action of a change that changes only the state. */
function quietAction(entry: ResourceChange): Action {
  if (entry.change.importing) return 'import';
  return entry.previous_address !== undefined && entry.previous_address !== entry.address
    ? 'move'
    : 'none';
}

/** Returns whether the plan leaves the resource as it is. */
export function isQuiet({ action }: Change): boolean {
  return action === 'none' || action === 'read';
}

/** The body after the plan, or before it for a deleted resource. */
export function bodyOf(change: Change): Body {
  return change.after ?? change.before ?? {};
}
