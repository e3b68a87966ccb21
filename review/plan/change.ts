import { type Body, isSame, UNKNOWN } from '../../rules/plan-values';
import { triageOf } from '../triage/triage';
import { hide } from './hide';
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
      `${entry.address}: unknown actions, got ${change.actions.join(',')}. The review reads ${known}`,
    );
  }
  const before = bodyOfSide(change.before, change.before_sensitive, false);
  const known = bodyOfSide(change.after, change.after_sensitive, change.after_unknown);
  if (before === undefined && action !== 'create' && action !== 'read' && action !== 'none') {
    throw new ReviewError(
      `${entry.address}: ${action} without the object before it, got null. ${REPLAN}`,
    );
  }
  const isKept = action === 'create' || action === 'update' || action === 'replace';
  const after = isKept ? (known ?? unknownBody(entry.type, before)) : known;
  // terraform plans no-op for equal values only
  const isOdd = action === 'none' && before && known && !isSame(before, known);
  return {
    address: entry.deposed ? `${entry.address} (deposed ${entry.deposed})` : entry.address,
    type: entry.type,
    name: entry.name,
    action: action !== 'none' ? action : isOdd ? 'update' : quietAction(entry),
    ...(before && { before }),
    ...(after && { after }),
    replacedFor: (change.replace_paths ?? []).map((path) => path.join('.')),
    ...(entry.previous_address !== undefined &&
      entry.previous_address !== entry.address && { previousAddress: entry.previous_address }),
    ...(deferred !== undefined && { deferred }),
    ...(change.importing && { importedId: String(change.importing.id ?? 'unknown') }),
  };
}

const REPLAN = 'Make the plan again.';

/** The body on one side. A body that is sensitive as a whole is so in each attribute. */
function bodyOfSide(value: unknown, sensitive: unknown, unknown: unknown): Body | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const each = sensitive === true ? allOf(Object.keys(value), true) : sensitive;
  return hide(value, each, unknown) as Body;
}

/** A body of which terraform shows nothing: each attribute may become anything. */
function unknownBody(type: string, before: Body | undefined): Body {
  const names = [...Object.keys(before ?? {}), ...(triageOf(type)?.attributes.keys() ?? [])];
  return allOf(names, UNKNOWN);
}

function allOf<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
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
