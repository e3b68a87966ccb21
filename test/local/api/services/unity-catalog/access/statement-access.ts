import type { StatementAccess } from '../../../../../../local/api/core/cluster/statement-access';

/** A query that asks for nothing, but for what is given. */
export function ask(more: Partial<StatementAccess>): StatementAccess {
  return {
    kind: 'query',
    reads_only: true,
    requirements: [],
    creates: [],
    drops: [],
    alters: [],
    renames: [],
    command: null,
    lists: null,
    absent: [],
    definitions: {},
    ...more,
  };
}
