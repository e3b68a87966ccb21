/** Contracts of the standard as YAML. */
import { stringify } from 'yaml';

import type { OdcsContract } from '../../contracts/odcs/document';

/** The text of an ODCS file: long texts stay on one line, and no value is an alias of another. */
export function odcsText(contract: OdcsContract): string {
  return stringify(contract, { lineWidth: 0, aliasDuplicateObjects: false });
}
