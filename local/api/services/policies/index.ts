/** Attribute-based policies: governed tags, tags of columns, and the policies that match them. */
import type { Service } from '../../core/service';
import { policyActions } from './actions';
import { effectivePolicies } from './effective';
import { governedTagRoutes } from './governed-tags';
import { policyRoutes } from './policies';
import { tagAssignmentRoutes } from './tag-assignments';

export const policies: Service = {
  name: 'policies',
  routes: { ...governedTagRoutes, ...tagAssignmentRoutes, ...policyRoutes },
  actions: policyActions,
  open: (ws) => {
    ws.policiesOf = (principal) => effectivePolicies(ws, principal);
  },
};
