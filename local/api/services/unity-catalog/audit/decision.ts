/** Decisions about the objects of a statement, in the terms of the audit log. */
import type { Action } from '../../../core/audit/event';
import { nameParam, NOUNS } from '../../../core/audit/objects';
import type { Decision } from '../../../core/cluster/statement-access';

/** Operations that hand out access to data: Unity Catalog signs it for each table and volume. */
const OPERATIONS: Readonly<Record<string, [kind: 'table' | 'volume', operation: string]>> = {
  SELECT: ['table', 'READ'],
  MODIFY: ['table', 'READ_WRITE'],
  READ_VOLUME: ['volume', 'READ_VOLUME'],
  WRITE_VOLUME: ['volume', 'WRITE_VOLUME'],
};

/**
 * The action by which the decision shows: on Databricks no event is called a decision. Access to
 * data shows as the credential for it; any other privilege as a read of the object.
 */
export function accessAction({ privilege, securableType, fullName }: Decision): Action {
  const [kind, operation] = OPERATIONS[privilege] ?? [];
  if (kind !== undefined && kind === securableType) {
    const name = kind === 'table' ? 'Table' : 'Volume';
    return {
      service: 'unityCatalog',
      name: `generateTemporary${name}Credential`,
      params: { [`${kind}_full_name`]: fullName, operation, credential_kind: 'SQL' },
    };
  }
  const name = `get${NOUNS[securableType]}`;
  return {
    service: 'unityCatalog',
    name,
    params: { [nameParam(securableType)]: fullName, privilege },
  };
}
