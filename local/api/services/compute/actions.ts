/** Audit actions on cluster policies and clusters. */
import { action, type Actions } from '../../core/audit/action';

export const computeActions: Actions = {
  'POST /policies/clusters/create': action('clusterPolicies', 'create', 'name'),
  'POST /policies/clusters/edit': action('clusterPolicies', 'edit', 'policy_id', 'name'),
  'POST /policies/clusters/delete': action('clusterPolicies', 'delete', 'policy_id'),

  'POST /contexts/create': action('notebook', 'attachNotebook', 'clusterId'),
  'POST /contexts/destroy': action('notebook', 'detachNotebook', 'clusterId'),
  'POST /commands/execute': action('notebook', 'submitCommand', 'clusterId'),
  'POST /commands/cancel': action('notebook', 'cancelCommand', 'clusterId'),

  'POST /clusters/start': action('clusters', 'start', 'cluster_id'),
  'POST /clusters/restart': action('clusters', 'restart', 'cluster_id'),
  'POST /clusters/resize': action('clusters', 'resize', 'cluster_id'),
  'POST /clusters/edit': action('clusters', 'edit', 'cluster_id'),
  'POST /clusters/delete': action('clusters', 'delete', 'cluster_id'),
  'POST /clusters/permanent-delete': action('clusters', 'permanentDelete', 'cluster_id'),
};
