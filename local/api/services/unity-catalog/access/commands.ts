/** GRANT, REVOKE, SHOW GRANTS and OWNER TO: statements that the catalog answers, not the engine. */
import type { StatementRows } from '../../../core/cluster/cluster';
import type { CatalogCommand } from '../../../core/cluster/statement-access';
import type { Principals } from '../../../core/identity/principals';
import { applicable, changeGrants, effectiveGrants, requirePrincipal } from './grants';
import type { StateTree } from './tree';

const NO_ROWS: StatementRows = { columns: [], rows: [], truncated: false };

/** Carries out a command of `by`, who may; its result. */
export function runCommand(
  tree: StateTree,
  principals: Principals,
  command: CatalogCommand,
  by: string,
): StatementRows {
  const { action, securable: on, principal } = command;
  if (action === 'show_grants') return shownGrants(tree, command);
  const about = principal ?? '';
  if (action === 'set_owner') {
    requirePrincipal(principals, about);
    tree.setOwner(on, about, by);
    return NO_ROWS;
  }
  const privileges = applicable(on, command.privileges);
  const change =
    action === 'grant' ? { add: privileges, remove: [] } : { add: [], remove: privileges };
  changeGrants(tree, principals, on, [{ principal: about, ...change }]);
  return NO_ROWS;
}

/** As Databricks shows them: inherited ones with the object that they come from. */
function shownGrants(tree: StateTree, { securable, principal }: CatalogCommand): StatementRows {
  const rows = effectiveGrants(tree, securable)
    .filter((grant) => principal === null || grant.principal === principal)
    .map(({ principal: who, privilege, from }) => [
      who,
      privilege.replaceAll('_', ' '),
      from.securable_type.toUpperCase(),
      from.full_name,
    ]);
  return textRows(['Principal', 'ActionType', 'ObjectType', 'ObjectKey'], rows);
}

/** A result whose columns are texts. */
export function textRows(names: readonly string[], rows: StatementRows['rows']): StatementRows {
  const columns = names.map((name, position) => ({
    name,
    position,
    type_text: 'STRING',
    type_name: 'STRING',
  }));
  return { columns, rows, truncated: false };
}
