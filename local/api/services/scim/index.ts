/** Users, service principals and groups. */
import type { Service } from '../../core/service';
import { scimActions } from './actions';
import { scimRoutes } from './scim';
import { addSystemIdentities } from './system-identities';

export const scim: Service = {
  name: 'scim',
  routes: scimRoutes,
  actions: scimActions,
  open: addSystemIdentities,
};
