/** Decides if a statement may run: a pure function of its needs, of owners and of grants. */
import type {
  AccessTree,
  Decision,
  Denial,
  Identity,
  Named,
  StatementAccess,
} from '../../../core/cluster/statement-access';
import { keyOf } from '../../../core/cluster/statement-access';
import { insufficient, lacks, named, notFound, unreadable } from './denials';
import { holds } from './holds';

export interface Outcome {
  /** Decisions by object, up to the first refusal. */
  readonly decisions: readonly Decision[];
  /** @default - the statement may run */
  readonly denial?: Denial;
}

/** A view is read, and a function runs, with the rights of its owner. */
const USES = { table: 'SELECT', function: 'EXECUTE' } as const;

/** Decides on a statement of `caller`. */
export function decide(tree: AccessTree, caller: Identity, access: StatementAccess): Outcome {
  const absent = new Set(access.absent.map(keyOf));
  const decisions: Decision[] = [];
  for (const asked of access.requirements) {
    const exists = !absent.has(keyOf(asked));
    if (!exists && asked.only_if_exists) continue;
    const { privilege, securable_type: securableType, full_name: fullName } = asked;
    const refuse = (message: string, denial: Denial): Outcome => ({
      decisions: [...decisions, { privilege, securableType, fullName, allowed: false, message }],
      denial,
    });
    if (!holds(tree, caller, privilege, asked, exists)) {
      const message = lacks(privilege, asked);
      return refuse(message, insufficient(caller, message));
    }
    // a missing schema or function is the engine's to tell; a missing table could be a file to it
    if (!exists && (securableType === 'table' || access.command)) {
      const denial = notFound(asked);
      return refuse(denial.message, denial);
    }
    decisions.push({ privilege, securableType, fullName, allowed: true });
    if (privilege !== USES[securableType as keyof typeof USES]) continue;
    const denial = deniedBelow(tree, caller, access, asked, new Set());
    if (denial) return refuse(denial.message, denial);
  }
  return { decisions };
}

/** Privileges that the owner of a view or function, or of those below it, lacks for its text. */
function deniedBelow(
  tree: AccessTree,
  caller: Identity,
  access: StatementAccess,
  used: Named,
  seen: Set<string>,
): Denial | undefined {
  const definition = access.definitions[keyOf(used)];
  if (!definition || seen.has(keyOf(used))) return undefined;
  seen.add(keyOf(used));
  if (definition.error) return unreadable(used, definition.error.message);
  const owner = tree.ownerOf(used);
  const identity = tree.identity(owner);
  for (const asked of definition.requirements ?? []) {
    if (!identity || !holds(tree, identity, asked.privilege, asked)) {
      const who = `The owner of ${named(used)}, ${owner},`;
      return insufficient(caller, lacks(asked.privilege, asked, who));
    }
    const denial = deniedBelow(tree, caller, access, asked, seen);
    if (denial) return denial;
  }
  return undefined;
}
