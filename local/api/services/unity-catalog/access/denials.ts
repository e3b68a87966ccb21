/** Denials in the words of Databricks. */
import type { Denial, Identity, Named } from '../../../core/cluster/statement-access';

function title(type: string): string {
  return type[0]!.toUpperCase() + type.slice(1).replaceAll('_', ' ');
}

/** `Table 'spark_catalog.silver.deals'` */
export function named({ securable_type: type, full_name: fullName }: Named): string {
  return `${title(type)} '${fullName}'`;
}

/** `User does not have SELECT on Table 'spark_catalog.silver.deals'.` */
export function lacks(privilege: string, on: Named, who = 'User'): string {
  if (privilege === 'OWNERSHIP') return `${who} is not an owner of ${named(on)}.`;
  const missing = privilege === 'OWNER' ? 'MANAGE' : privilege.replaceAll('_', ' ');
  return `${who} does not have ${missing} on ${named(on)}.`;
}

/** A statement that `identity` has not the privileges for. */
export function insufficient(identity: Identity, what: string): Denial {
  return {
    error_code: 'INSUFFICIENT_PERMISSIONS',
    message: `[INSUFFICIENT_PERMISSIONS] Insufficient privileges:\n${what} Principal: ${identity.name}. SQLSTATE: 42501`,
    sql_state: '42501',
  };
}

/** Denial for a view or function whose text the access check cannot read. */
export function unreadable(on: Named, why: string): Denial {
  return {
    error_code: 'UNSUPPORTED_FEATURE',
    message: `[UNSUPPORTED_FEATURE] The definition of ${named(on)} cannot be checked: ${why}. SQLSTATE: 0A000`,
    sql_state: '0A000',
  };
}

/** The error of an absent object, for a caller that could use it. */
export function notFound(on: Named): Denial {
  if (on.securable_type !== 'table') {
    const code = `${on.securable_type.toUpperCase()}_NOT_FOUND`;
    return {
      error_code: code,
      message: `[${code}] ${named(on)} cannot be found. SQLSTATE: 42704`,
      sql_state: '42704',
    };
  }
  const quoted = on.full_name.split('.').map((part) => `\`${part}\``);
  return {
    error_code: 'TABLE_OR_VIEW_NOT_FOUND',
    message:
      `[TABLE_OR_VIEW_NOT_FOUND] The table or view ${quoted.join('.')} cannot be found. Verify the spelling and correctness of the schema and catalog.\n` +
      'If you did not qualify the name with a schema, verify the current_schema() output, or qualify the name with the correct schema and catalog.\n' +
      'To tolerate the error on drop use DROP VIEW IF EXISTS or DROP TABLE IF EXISTS. SQLSTATE: 42P01',
    sql_state: '42P01',
  };
}
