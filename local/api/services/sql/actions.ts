/** Audit actions on SQL warehouses, statements and saved queries. */
import { type Actions, databricksSql } from '../../core/audit/action';
import { savedObjectActions } from '../workspace/saved-objects';

const WAREHOUSE = ['name', 'cluster_size', 'warehouse_type', 'auto_stop_mins', 'max_num_clusters'];

export const sqlActions: Actions = {
  'POST /sql/sessions': databricksSql('createSession', 'warehouseId=warehouse_id'),
  'DELETE /sql/sessions/:id': databricksSql('closeSession', 'sessionId=id'),
  'DELETE /sql/statements/:id': databricksSql('closeStatement', 'commandId=id'),
  'POST /sql/warehouses': databricksSql('createWarehouse', ...WAREHOUSE),
  'POST /sql/warehouses/:id/edit': databricksSql('editWarehouse', 'id', ...WAREHOUSE),
  'POST /sql/warehouses/:id/start': databricksSql('startWarehouse', 'id'),
  'POST /sql/warehouses/:id/stop': databricksSql('stopWarehouse', 'id'),
  'DELETE /sql/warehouses/:id': databricksSql('deleteWarehouse', 'id'),

  'POST /sql/statements': databricksSql(
    'commandSubmit',
    'commandText=statement',
    'warehouseId=warehouse_id',
  ),
  'POST /sql/statements/:id/cancel': databricksSql('commandCancel', 'commandId=id'),

  ...savedObjectActions('/sql/queries', 'query'),
};
