import { hide, type Body } from './hidden';
import { ReviewError } from './review-error';
import type { ResourceChange } from './terraform-plan';

/** What a plan does with a resource. `forget` leaves the object where it is, out of terraform's sight. */
export type Action =
  'create' | 'update' | 'replace' | 'delete' | 'forget' | 'move' | 'import' | 'read' | 'none';

/** One resource of a plan, with secrets and unknown values out of sight. */
export interface Change {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly action: Action;
  /** @default - it is made */
  readonly before?: Body;
  /** @default - it goes */
  readonly after?: Body;
  /** The attributes that cannot be changed in place. */
  readonly replacedFor: readonly string[];
  /** Where it was before it moved. @default - it did not */
  readonly previousAddress?: string;
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

/** @throws ReviewError where the action is one that is not known: what it does could not be judged */
export function toChange(entry: ResourceChange): Change {
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
  };
}

/** What changes terraform's state, and nothing else. */
function quietAction(entry: ResourceChange): Action {
  if (entry.change.importing) return 'import';
  return entry.previous_address !== undefined && entry.previous_address !== entry.address
    ? 'move'
    : 'none';
}

/** Whether a plan leaves anything to review of it. */
export function isQuiet({ action }: Change): boolean {
  return action === 'none' || action === 'read';
}

/** What a resource is, or was, like: the later of the two. */
export function bodyOf(change: Change): Body {
  return change.after ?? change.before ?? {};
}
