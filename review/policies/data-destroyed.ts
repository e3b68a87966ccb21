import type { Change } from '../plan/change';
import type { Policy } from './policy';

/** What holds data, or the keys without which it cannot be read. */
const HOLDS_DATA: Readonly<Record<string, string>> = {
  databricks_catalog: 'the catalog',
  databricks_schema: 'the schema',
  databricks_sql_table: 'the table',
  databricks_volume: 'the volume',
  databricks_registered_model: 'the model with its versions',
  databricks_mlflow_model: 'the model with its versions',
  databricks_mlflow_experiment: 'the experiment with its runs',
  databricks_online_table: 'the online table',
  databricks_secret_scope: 'the scope with its secrets',
  aws_s3_bucket: 'the bucket',
  aws_kms_key: 'the key of what it encrypts',
  aws_sqs_queue: 'the queue with the files it tells of',
  azurerm_storage_account: 'the storage account',
  azurerm_storage_container: 'the container',
  google_storage_bucket: 'the bucket',
};

export const dataDestroyed: Policy = {
  name: 'data-destroyed',
  severity: 'block',
  rule: 'what holds data is neither destroyed nor replaced: a plan that is approved cannot be undone',
  repair:
    'Keep the resource, or move it in the state with a `moved` block; export the data before you remove it.',
  check: ({ changes, plan }) =>
    changes
      .filter(({ action }) => action === 'delete' || action === 'replace')
      .filter(({ type }) => type in HOLDS_DATA)
      .map((change) => ({
        address: change.address,
        message: `${verb(change)} ${HOLDS_DATA[change.type]} ${plan.fullName(change, change.before)}${reason(change)}`,
      })),
};

function verb({ action }: Change): string {
  return action === 'replace' ? 'destroys and makes anew' : 'destroys';
}

function reason({ replacedFor }: Change): string {
  return replacedFor.length > 0 ? `, as ${replacedFor.join(', ')} cannot change in place` : '';
}
