import { Hidden, type Json, textOf } from '../../rules/plan-values';
import { broadReason, isBroadPolicy } from '../iam/broad';
import {
  type ChangedDocument,
  documentsOf,
  isOfNewResource,
  isUnseen,
} from '../iam/changed-documents';
import { parseDocument, type Statement } from '../iam/document';
import { publicReason } from '../iam/public';
import { widened } from '../iam/widening';
import type { Change } from '../plan/change';
import { attributesOf } from '../triage/triage';
import { added, valuesAt } from '../triage/values';
import { concernMessage } from './concern-message';
import { isDeclared, type Policy, type PolicyContext, type Violation } from './policy';

export const cloudAccess: Policy = {
  name: 'cloud-access',
  severity: 'block',
  rule: 'an IAM policy gives no more than before: it reaches data without any grant of Unity Catalog',
  repair: 'Narrow the statement, or agree on the new access with the owner of the data.',
  check: (context) =>
    context.changes
      .filter((change) => isDeclared(change) || change.action === 'import')
      .flatMap((change) => [
        ...documentsOf(change).flatMap((document) => documentViolations(document, context)),
        ...managedPolicies(change, context),
        ...changedAcl(change),
      ]),
};

function documentViolations(document: ChangedDocument, { plan }: PolicyContext): Violation[] {
  const { change, attribute, kind, before, after, isChanged } = document;
  const { address } = change;
  if (!isChanged) return [];
  const severity = isOfNewResource(document, plan) ? 'warn' : 'block';
  const found = (message: string, more: Partial<Violation> = {}): Violation => ({
    address,
    subject: `${attribute} ${message}`,
    message,
    severity,
    ...more,
  });
  if (isUnseen(document)) {
    // public-storage reports a document of a resource or of trust
    return kind === 'identity' ? [found(`has a ${attribute} that the plan does not show`)] : [];
  }
  if (Array.isArray(after)) return inlinePolicies(document, severity);
  const now = statementsOf(after);
  if (now === undefined) {
    return [found(`has a ${attribute} that is no policy document`, { severity: 'block' })];
  }
  const broad = kind === 'identity' ? now.flatMap((one) => broadReason(one) ?? []) : [];
  // public-storage reports statements that are open to the public
  const closed = kind === 'identity' ? now : now.filter((one) => publicReason(one) === undefined);
  const gained = widened(statementsOf(before) ?? [], closed);
  const isBroad = broad.length > 0 && gained.length > 0;
  return [
    ...(isBroad ? broad.map((message) => found(message, { severity: 'block' })) : []),
    ...(isBroad ? [] : gained.map((message) => found(message))),
  ];
}

/** Policies within a role: each block has a document. */
function inlinePolicies(
  { change, before, after }: ChangedDocument,
  severity: 'block' | 'warn',
): Violation[] {
  const { address } = change;
  const documents = (value: Json): Json[] =>
    Array.isArray(value)
      ? value.map((block) => (block as { policy?: Json } | null)?.policy ?? null)
      : [];
  const old = documents(before).flatMap((text) => statementsOf(text) ?? []);
  return documents(after)
    .filter((text) => text !== null && text !== '')
    .flatMap((text): Violation[] => {
      const statements = statementsOf(text);
      const message = 'has an inline policy that the plan does not show';
      if (statements === undefined) return [{ address, message }];
      const broad = statements.flatMap((one) => broadReason(one) ?? []);
      return [
        ...broad.map((reason) => ({ address, message: reason })),
        ...widened(old, statements)
          .filter((reason) => reason.startsWith('allows'))
          .map((reason) => ({ address, message: reason, severity })),
      ];
    });
}

/** Managed policies that a plan attaches. */
function managedPolicies(change: Change, { plan }: PolicyContext): Violation[] {
  const { type, address, before = {}, after = {} } = change;
  return attributesOf(type, 'managed').flatMap(({ path }) =>
    added(valuesAt(before, after, path)).map((arn): Violation => {
      const referenced = arn instanceof Hidden ? plan.referenced(address, [path]) : undefined;
      const isNew = plan.isFirstDeployment || referenced?.action === 'create';
      const isBroad = typeof arn === 'string' && isBroadPolicy(arn);
      const name = arn instanceof Hidden ? (referenced?.address ?? arn.label) : textOf(arn);
      return {
        address,
        subject: `${path} ${name}`,
        severity: isBroad || !isNew ? 'block' : 'warn',
        message: `attaches the policy ${name}`,
      };
    }),
  );
}

/** Attributes with an ACL of S3, which gives access to other accounts without a policy. */
const ACLS = ['acl', 'grant', 'access_control_policy', 'target_grant'];

/** ACLs that change to anything but private; public-storage evaluates public ones. */
function changedAcl({ address, type, before, after }: Change): Violation[] {
  if (!type.startsWith('aws_s3') || before === undefined || after === undefined) return [];
  return ACLS.filter((name) => name in after)
    .map((path) => ({ path, values: valuesAt(before, after, path) }))
    .filter(({ values }) => added(values).some((value) => value !== 'private'))
    .map((concern) => ({ address, subject: concern.path, message: concernMessage(concern) }));
}

function statementsOf(value: Json): readonly Statement[] | undefined {
  return typeof value === 'string' && value !== '' ? parseDocument(value) : undefined;
}
