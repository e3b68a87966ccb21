import { limitAccess } from './address-ranges';
import type { Condition } from './document';

/**
 * Keys whose fixed values limit who has access (Amazon S3 User Guide, "The meaning of public";
 * IAM User Guide, "AWS global condition context keys"). Other keys hold what the caller sends.
 */
const LIMITING_KEYS = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  'kms:calleraccount',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);
const ARN_KEYS = new Set(['aws:principalarn', 'aws:sourcearn', 's3:dataaccesspointarn']);
const ADDRESS_KEYS = new Set(['aws:sourceip', 'aws:vpcsourceip']);
const POSITIVE = /^(?:foranyvalue:)?(?:string(?:equals|equalsignorecase|like)|arn(?:equals|like))$/;

/** Returns whether a condition limits access to principals that the author of the policy knows. */
export function limits({ operator, key, values }: Condition): boolean {
  if (values.length === 0) return false;
  // an operator of the form ...IfExists, and ForAllValues, are true for a request without the key
  if (ADDRESS_KEYS.has(key)) {
    return /^(?:foranyvalue:)?ipaddress$/.test(operator) && limitAccess(values);
  }
  return POSITIVE.test(operator) && LIMITING_KEYS.has(key) && values.every((v) => isFixed(key, v));
}

/** Returns whether a value names known principals: no wildcard, and no variable of the request. */
function isFixed(key: string, value: string): boolean {
  if (value.includes('${')) return false;
  if (!/[*?]/.test(value)) return value !== '';
  if (!ARN_KEYS.has(key)) return false;
  // an ARN may have wildcards after a fixed account; a bucket's ARN has no account
  const [, , service, , account, resource] = value.split(':');
  if (/^\d{12}$/.test(account ?? '')) return true;
  return service === 's3' && account === '' && /^[\w.-]+(\/|$)/.test(resource ?? '');
}
