/** Audit actions on cluster policies. */
import { action, type Actions } from '../../core/audit/action';

export const computeActions: Actions = {
  'POST /policies/clusters/create': action('clusterPolicies', 'create', 'name'),
  'POST /policies/clusters/edit': action('clusterPolicies', 'edit', 'policy_id', 'name'),
  'POST /policies/clusters/delete': action('clusterPolicies', 'delete', 'policy_id'),
};
