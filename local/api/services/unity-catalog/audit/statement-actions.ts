/** Effects of a statement on data and catalog, in the terms of the audit log. */
import type { Action } from '../../../core/audit/event';
import { nameParam, NOUNS } from '../../../core/audit/objects';
import type {
  CatalogCommand,
  Decision,
  Named,
  StatementAccess,
} from '../../../core/cluster/statement-access';
import { keyOf } from '../../../core/cluster/statement-access';

/** The privileges by which data is read or written. */
const ON_DATA: ReadonlySet<string> = new Set(['SELECT', 'MODIFY', 'READ_VOLUME', 'WRITE_VOLUME']);

/** A privilege without access to data, such as USE SCHEMA, is recorded only if it was refused. */
function isTold({ privilege, allowed }: Decision): boolean {
  return !allowed || ON_DATA.has(privilege);
}

/**
 * The decisions to write down: all that were refused, and of those allowed the ones on data. A view
 * or function that is used brings a read of each table below it, as Databricks has it.
 */
export function recordedDecisions(
  decisions: readonly Decision[],
  { definitions }: Pick<StatementAccess, 'definitions'>,
): Decision[] {
  const below = new Map<string, Decision>();
  const seen = new Set<string>();
  const look = (key: string): void => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const { privilege, securable_type: type, full_name: name } of definitions[key]
      ?.requirements ?? []) {
      const decision = { privilege, securableType: type, fullName: name, allowed: true };
      if (isTold(decision)) below.set(`${privilege} ${type} ${name}`, decision);
      look(`${type} ${name}`);
    }
  };
  for (const { securableType, fullName, allowed } of decisions) {
    if (allowed) look(`${securableType} ${fullName}`);
  }
  const told = decisions.filter(isTold);
  for (const { privilege, securableType, fullName } of told) {
    below.delete(`${privilege} ${securableType} ${fullName}`);
  }
  return [...told, ...below.values()];
}

function onObject(verb: 'delete' | 'update', on: Named, params: Action['params'] = {}): Action {
  const { securable_type: type, full_name: name } = on;
  // the one action whose name is a plural
  const noun = verb === 'update' && type === 'table' ? 'Tables' : NOUNS[type];
  return {
    service: 'unityCatalog',
    name: `${verb}${noun}`,
    params: { [nameParam(type)]: name, ...params },
  };
}

function creation({ securable_type: type, full_name: fullName }: Named): Action {
  const parts = fullName.split('.');
  const name = parts.at(-1);
  const [catalog, schema] = parts.slice(0, -1);
  return {
    service: 'unityCatalog',
    name: `create${NOUNS[type]}`,
    params: { name, catalog_name: catalog, schema_name: schema },
  };
}

function commandAction({ action, securable, principal, privileges }: CatalogCommand): Action[] {
  if (action === 'show_grants') return [];
  if (action === 'set_owner') return [onObject('update', securable, { owner: principal })];
  const change = { principal, [action === 'grant' ? 'add' : 'remove']: privileges };
  return [
    {
      service: 'unityCatalog',
      name: 'updatePermissions',
      params: {
        securable_type: securable.securable_type,
        securable_full_name: securable.full_name,
        changes: [change],
      },
    },
  ];
}

/** The actions of a statement that succeeded. */
export function changesOf(access: StatementAccess): Action[] {
  const absent = new Set(access.absent.map(keyOf));
  const isThere = (on: Named): boolean => !absent.has(keyOf(on));
  return [
    ...access.creates.map(creation),
    ...access.drops.filter(isThere).map((on) => onObject('delete', on)),
    ...access.alters.map((on) => onObject('update', on)),
    ...access.renames.map(({ from, to }) => onObject('update', from, { new_name: to.full_name })),
    ...(access.command ? commandAction(access.command) : []),
  ];
}
