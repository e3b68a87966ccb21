import { blocks } from '../../rules/compute';
import { type Body, hiddenIn } from '../../rules/plan-values';
import { createdPrincipal } from './created-principal';
import {
  type AccessSource,
  counts,
  hiddenHoldings,
  type Holding,
  labelOf,
  labels,
  otherSide,
} from './holding';
import { objectName, SECURABLES } from './object-name';

/** Objects of table access control lists, which the Hive metastore has. */
const LEGACY_OBJECTS = ['catalog', 'database', 'table', 'view', 'any_file', 'anonymous_function'];

/** Holdings of `databricks_grants` and `databricks_grant`. */
export function grants(source: AccessSource): Holding[] {
  const { change, body } = source;
  const kind = SECURABLES.find((name) => (body[name] ?? null) !== null) ?? 'securable';
  const on = objectName(source, kind);
  if (change.type === 'databricks_grant') return [grant(source, body, kind, on)];
  return ofList(source, 'grant', kind, on);
}

/** Holdings of `databricks_sql_permissions`. */
export function legacyGrants(source: AccessSource): Holding[] {
  const { body } = source;
  const kind = LEGACY_OBJECTS.find((name) => body[name]) ?? 'securable';
  const name = [body.database, body[kind]].filter((part) => typeof part === 'string').join('.');
  return ofList(source, 'privilege_assignments', kind, name || kind);
}

function ofList(source: AccessSource, attribute: string, kind: string, on: string): Holding[] {
  const list = source.body[attribute];
  if (hiddenIn(list)) return hiddenHoldings(source, attribute, kind, on);
  const others = blocks(otherSide(source, attribute));
  return blocks(list)
    .filter(
      (block) =>
        typeof block.principal === 'string' || counts(source, block as never, others as never),
    )
    .map((block) => grant(source, block, kind, on));
}

function grant(source: AccessSource, block: Body, kind: string, on: string): Holding {
  const privileges = labels(block.privileges);
  const { principal: value } = block;
  const principal =
    typeof value === 'string'
      ? source.names.ofName(value)
      : (createdPrincipal(source, 'grant', ['principal'], (declared) => {
          const names = (constant(declared.privileges) ?? []) as string[];
          return [...names].sort().join() === privileges.join();
        }) ?? labelOf(value));
  return { principal, kind, on, privileges, address: source.change.address };
}

/** The value of an expression without references. */
export function constant(expression: unknown): unknown {
  return (expression as { constant_value?: unknown } | undefined)?.constant_value;
}
