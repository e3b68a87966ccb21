/** Cluster policies, Spark versions and node types. */
import { creatorField } from '../../core/object-type';
import type { Service } from '../../core/service';
import { computeActions } from './actions';
import { computeRoutes } from './cluster-policies';
import { clusterRoutes } from './clusters';
import { commandRoutes } from './commands';

export const compute: Service = {
  name: 'compute',
  routes: { ...computeRoutes, ...clusterRoutes, ...commandRoutes },
  actions: computeActions,
  objectTypes: {
    'cluster-policies': {
      objectType: 'cluster-policy',
      levels: ['CAN_USE'],
      adminLevel: 'CAN_USE',
      aclAction: ['clusterPolicies', 'changeClusterPolicyAcl'],
      creator: creatorField('cluster_policies', 'creator_user_name'),
    },
  },
};
