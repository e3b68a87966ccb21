/** Personal access tokens. */
import type { Service } from '../../core/service';
import { tokenActions } from './actions';
import { tokenRoutes } from './tokens';

export const tokens: Service = {
  name: 'tokens',
  routes: tokenRoutes,
  actions: tokenActions,
  objectTypes: {
    authorization: {
      objectType: 'tokens',
      levels: ['CAN_USE', 'CAN_MANAGE'],
      adminLevel: 'CAN_MANAGE',
      aclAction: ['accounts', 'changeDbTokenAcl'],
      creator: (_state, id) => (id === 'tokens' ? '' : undefined),
    },
  },
};
