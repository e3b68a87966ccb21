/** Unity Catalog: securables, grants, and the check of each statement. */
import type { Routes } from '../../core/routes';
import type { Service } from '../../core/service';
import { StatementGate } from './access/statement-gate';
import { unityCatalogActions } from './audit/actions';
import { auditStatements } from './audit/statements';
import { bindingRoutes } from './bindings';
import { SECURABLE_TYPES } from './catalogs';
import { grantRoutes } from './grants';
import { metastoreRoutes } from './metastore';
import { routesOf, SecurableTypes } from './securables';

export const unityCatalog: Service = {
  name: 'unity-catalog',
  routes: {
    ...(Object.assign({}, ...SECURABLE_TYPES.map(routesOf)) as Routes),
    ...metastoreRoutes,
    ...grantRoutes,
    ...bindingRoutes,
  },
  actions: unityCatalogActions,
  open: (ws) => {
    for (const type of SECURABLE_TYPES) ws.get(SecurableTypes).add(type);
    auditStatements(ws.get(StatementGate), ws.audit);
  },
};
