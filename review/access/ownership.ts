import { blocks } from '../../rules/compute';
import {
  type Body,
  Hidden,
  hiddenIn,
  isSame,
  type Json,
  textOf,
  UNKNOWN,
} from '../../rules/plan-values';
import { attributesOf } from '../triage/triage';
import { type AccessSource, type Holding, labelOf } from './holding';
import { PRINCIPAL_FIELDS } from './permissions';
import { nameOf } from './principal-names';

/** Names of securables in grants, where they differ from the type. */
const KINDS: Readonly<Record<string, string>> = {
  databricks_sql_table: 'table',
  databricks_registered_model: 'model',
  databricks_connection: 'foreign_connection',
};

/**
 * Holdings of the owner of an object. An owner has every privilege and may grant it
 * (Databricks documentation, "Manage Unity Catalog object ownership").
 */
export function ownership(source: AccessSource): Holding[] {
  const { change, body, side, names } = source;
  return attributesOf(change.type, 'owner').flatMap(({ path: attribute }): Holding[] => {
    const value = body[attribute] ?? null;
    // the provider sets the owner of a new object: the principal that applies the plan
    const isNew = change.before === undefined || change.action === 'replace';
    const isDefault = isNew && value === UNKNOWN;
    if (value === null || value === '' || isDefault) return [];
    if (value instanceof Hidden && side === 'before' && !isSame(value, change.after?.[attribute])) {
      return [];
    }
    const principal = typeof value === 'string' ? names.ofName(value) : labelOf(value);
    return [holding(source, principal, 'OWNER')];
  });
}

/** Holdings of the principal that an object runs as: who may change the object acts as it. */
export function runAs(source: AccessSource): Holding[] {
  const { change, body, side } = source;
  const [before, after] = [change.before?.run_as, change.after?.run_as];
  const value = body.run_as ?? null;
  const hidden = hiddenIn(value);
  if (hidden) {
    const isChanged = !isSame(before, after);
    return isChanged && side === 'before' ? [] : [holding(source, hidden.label, 'RUN_AS')];
  }
  const [block] = blocks(value);
  if (block === undefined) {
    const isRemoved = side === 'after' && blocks(before).length > 0;
    return isRemoved ? [holding(source, 'the owner of the object', 'RUN_AS')] : [];
  }
  const isHidden = PRINCIPAL_FIELDS.some((field) => block[field] instanceof Hidden);
  if (isHidden && side === 'before' && !isSame(before, after)) return [];
  return [holding(source, runner(source, block), 'RUN_AS')];
}

function runner({ plan, change, names }: AccessSource, block: Body): string {
  const field = PRINCIPAL_FIELDS.find((name) => block[name]) ?? 'user_name';
  const value: Json = block[field] ?? null;
  if (typeof value === 'string') return names.ofName(value);
  const referenced = plan.referenced(change.address, ['run_as', 0, field]);
  return referenced ? nameOf(referenced) : labelOf(value);
}

function holding(
  { plan, change, body }: AccessSource,
  principal: string,
  privilege: string,
): Holding {
  const kind = KINDS[change.type] ?? change.type.replace('databricks_', '');
  const on = 'display_name' in body ? textOf(body.display_name) : plan.fullName(change, body);
  return { principal, kind, on, privileges: [privilege], address: change.address };
}
