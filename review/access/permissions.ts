import { blocks } from '../../rules/compute';
import { type Body, hiddenIn, textOf } from '../../rules/plan-values';
import { createdPrincipal } from './created-principal';
import { constant } from './grants';
import {
  type AccessSource,
  counts,
  hiddenHoldings,
  type Holding,
  labelOf,
  otherSide,
} from './holding';
import { objectName } from './object-name';

export const PRINCIPAL_FIELDS = ['group_name', 'service_principal_name', 'user_name'];

/** Holdings of `databricks_permissions`. */
export function permissions(source: AccessSource): Holding[] {
  const { body } = source;
  const attribute =
    Object.keys(body).find(
      (name) =>
        name !== 'id' &&
        /(_(id|path|name)|^authorization)$/.test(name) &&
        (body[name] ?? null) !== null,
    ) ?? 'object';
  const kind = attribute.replace(/_(id|path|name)$/, '');
  const on = objectName(source, attribute);
  const list = body.access_control;
  if (hiddenIn(list)) return hiddenHoldings(source, 'access_control', kind, on);
  const others = blocks(otherSide(source, 'access_control'));
  return blocks(list).flatMap((entry) => permission(source, entry, others, kind, on));
}

function permission(
  source: AccessSource,
  entry: Body,
  others: readonly Body[],
  kind: string,
  on: string,
): Holding[] {
  const field = PRINCIPAL_FIELDS.find((name) => entry[name]) ?? 'group_name';
  const value = entry[field];
  const isVisible = typeof value === 'string';
  if (!isVisible && !counts(source, entry, others)) return [];
  const level = entry.permission_level ?? '';
  const principal = isVisible
    ? source.names.ofName(value)
    : (createdPrincipal(
        source,
        'access_control',
        PRINCIPAL_FIELDS,
        (declared) => constant(declared.permission_level) === level,
      ) ?? labelOf(value));
  const privileges = [textOf(level)];
  return [{ principal, kind, on, privileges, address: source.change.address }];
}
