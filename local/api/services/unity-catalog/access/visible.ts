/** Which objects a principal is shown in lists: those that it has a privilege on, or owns. */
import type { Identity } from '../../../core/cluster/statement-access';
import { holds } from './holds';
import type { StateTree } from './tree';

/**
 * The names, without those of what holds them, of the objects of `type` in `parent` that `identity`
 * may see; undefined where it may see all there are.
 */
export function visibleNames(
  tree: StateTree,
  identity: Identity,
  type: string,
  parent: string,
): string[] | undefined {
  const inParent = (name: string): string => (parent === '' ? name : `${parent}.${name}`);
  const any = { securable_type: type, full_name: inParent('*') };
  if (holds(tree, identity, 'BROWSE', any, false)) return undefined;
  return tree
    .knownIn(type, parent)
    .filter((name) => holds(tree, identity, 'BROWSE', { securable_type: type, full_name: name }))
    .map((name) => name.split('.').at(-1)!);
}
