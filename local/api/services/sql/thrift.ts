/**
 * Thrift, by which drivers talk to warehouses and clusters by default. It is not served: the answer names the way that is.
 *
 * Source: databricks-sql-connector, databricks/sql/backend/thrift_backend.py reads the header of the reason.
 */
import { ApiError } from '../../core/errors';
import type { Call, Routes } from '../../core/routes';

const REASON =
  'The local workspace does not serve Thrift. See docs/reference/parity.md: /sql. Connect by the Statement Execution API: use_kernel=True';

function refuse({ reply }: Call): never {
  reply.header('x-thriftserver-error-message', REASON);
  reply.header('x-databricks-reason-phrase', REASON);
  throw new ApiError(501, 'NOT_IMPLEMENTED', REASON);
}

export const thriftRoutes: Routes = {
  'POST /sql/1.0/warehouses/:id': refuse,
  'POST /sql/1.0/endpoints/:id': refuse,
  'POST /sql/protocolv1/o/*': refuse,
};
