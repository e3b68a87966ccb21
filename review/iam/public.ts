import { limits } from './conditions';
import type { Statement } from './document';

/** Accounts, users and roles, in every form of a principal that names one (IAM User Guide, "Principal"). */
const FIXED_AWS = /^(?:\d{12}|arn:aws[\w-]*:(?:iam|sts)::\d{12}:[^*?]+|A[A-Z0-9]{15,})$/;
const FIXED_SERVICE = /^[\w.-]+\.(?:amazonaws\.com(?:\.cn)?|aws\.internal)$/;
const FIXED_SAML = /^arn:aws[\w-]*:iam::\d{12}:saml-provider\//;
/** A subject without wildcards, or with one after a fixed organization: `repo:acme/*`. */
const FIXED_SUBJECT = /^(?:[^*?]+|[^*?]*[:/][^*?:/]+[:/].*)$/;
const FIXED_OIDC = /^(?:arn:aws[\w-]*:iam::\d{12}:oidc-provider\/)?([\w./-]+)$/;

/**
 * The reason why a statement gives access to the public; undefined if it does not. A `Deny` of
 * another statement is not counted: the review does not prove that it covers the whole `Allow`.
 */
export function publicReason(statement: Statement): string | undefined {
  const { effect, principals, isNotPrincipal, conditions } = statement;
  if (effect === 'Deny' || principals === undefined) return undefined;
  const isLimited = conditions.some(limits);
  if (isNotPrincipal)
    return isLimited ? undefined : 'allows all principals but some (NotPrincipal)';
  const open = Object.entries(principals).flatMap(([type, names]) =>
    names.filter((name) => !isFixed(type, name, statement)),
  );
  if (open.length === 0 || isLimited) return undefined;
  const suffix =
    conditions.length > 0 ? `, under conditions that limit no one (${keys(statement)})` : '';
  return `allows ${[...new Set(open)].join(', ')}${suffix}`;
}

function keys({ conditions }: Statement): string {
  return conditions.map(({ operator, key }) => `${operator} ${key}`).join(', ');
}

function isFixed(type: string, name: string, { conditions }: Statement): boolean {
  switch (type.toLowerCase()) {
    case 'aws':
      return FIXED_AWS.test(name);
    case 'canonicaluser':
      return /^[0-9a-f]{64}$/i.test(name);
    case 'service':
      return FIXED_SERVICE.test(name);
    case 'federated': {
      if (FIXED_SAML.test(name)) return true;
      // every user of the identity provider is such a principal, unless the subject is fixed
      const issuer = FIXED_OIDC.exec(name)?.[1];
      return (
        issuer !== undefined &&
        conditions.some(
          ({ operator, key, values }) =>
            /^(?:foranyvalue:)?string(?:equals|like)$/.test(operator) &&
            key.startsWith(`${issuer.toLowerCase()}:`) &&
            /:(?:sub|amr)$/.test(key) &&
            values.length > 0 &&
            values.every((value) => FIXED_SUBJECT.test(value)),
        )
      );
    }
    default:
      return false;
  }
}
