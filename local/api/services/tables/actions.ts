/** Audit actions on tables and constraints. */
import { type Actions, unityCatalogAction as uc } from '../../core/audit/action';

const PATH = '/unity-catalog';

export const tableActions: Actions = {
  [`GET ${PATH}/tables`]: uc('listTables', 'catalog_name', 'schema_name'),
  [`GET ${PATH}/table-summaries`]: uc('listTableSummaries', 'catalog_name'),
  [`GET ${PATH}/tables/:name`]: uc('getTable', 'full_name_arg=name'),
  [`GET ${PATH}/tables/:name/exists`]: uc('getTable', 'full_name_arg=name'),
  [`PATCH ${PATH}/tables/:name`]: uc('updateTables', 'full_name_arg=name', 'owner'),
  [`DELETE ${PATH}/tables/:name`]: uc('deleteTable', 'full_name_arg=name'),

  [`POST ${PATH}/constraints`]: uc('createTableConstraint', 'full_name_arg'),
  [`DELETE ${PATH}/constraints/:name`]: uc(
    'deleteTableConstraint',
    'full_name_arg=name',
    'constraint_name',
  ),
};
