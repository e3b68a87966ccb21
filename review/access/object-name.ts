import { isSame } from '../../rules/plan-values';
import { type AccessSource, otherSide } from './holding';
import { nameOf } from './principal-names';

/** The kinds of securable that a grant is on. */
export const SECURABLES = [
  'catalog',
  'schema',
  'table',
  'volume',
  'function',
  'model',
  'external_location',
  'storage_credential',
  'credential',
  'foreign_connection',
  'metastore',
  'pipeline',
  'recipient',
  'share',
];

/** The types whose id an attribute of `databricks_permissions` holds, where the names differ. */
const TYPE_OF: Readonly<Record<string, string>> = {
  sql_query_id: 'databricks_query',
  sql_alert_id: 'databricks_alert',
  experiment_id: 'databricks_mlflow_experiment',
  registered_model_id: 'databricks_mlflow_model',
  serving_endpoint_id: 'databricks_model_serving',
};

/** The name of the object that an attribute grants access to. */
export function objectName(source: AccessSource, attribute: string): string {
  const { plan, change, body } = source;
  const value = body[attribute] ?? null;
  const isKnown = typeof value === 'string' || typeof value === 'number';
  const isSecurable = SECURABLES.includes(attribute);
  if (isKnown && isSecurable) return String(value);
  const type = TYPE_OF[attribute] ?? `databricks_${attribute.replace(/_id$/, '')}`;
  const found = isKnown ? plan.withId(String(value), type) : undefined;
  const known = [found?.display_name, found?.name, found?.path].find((n) => typeof n === 'string');
  if (typeof known === 'string') return known;
  // a reference is of the configuration, and so of the object after the plan
  const isReferenced = !isKnown || isSame(value, otherSide(source, attribute) ?? value);
  const referenced = isReferenced ? plan.referenced(change.address, [attribute]) : undefined;
  if (referenced) return isSecurable ? plan.fullName(referenced) : nameOf(referenced);
  return isKnown ? String(value) : change.name;
}
