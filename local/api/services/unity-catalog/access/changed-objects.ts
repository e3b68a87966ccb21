/** The objects whose descriptions a statement may make wrong. */
import type { Named, StatementAccess } from '../../../core/cluster/statement-access';

export function changedObjects(access: StatementAccess): Named[] {
  if (access.reads_only) return [];
  // a change of rows may add columns, where the table lets its schema evolve
  const written = access.requirements.filter(({ privilege }) => privilege === 'MODIFY');
  const renamed = access.renames.flatMap(({ from, to }) => [from, to]);
  return [...access.creates, ...access.drops, ...access.alters, ...renamed, ...written].filter(
    ({ securable_type: type }) => type === 'table' || type === 'schema',
  );
}
