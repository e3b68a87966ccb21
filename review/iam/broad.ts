import type { Statement } from './document';

/** Actions by which a principal gives itself more (IAM User Guide, "Identity and access management"). */
const ESCALATING =
  /^(?:\*|iam:(?:\*|(?:add|attach|create|delete|detach|pass|put|set|update|remove)\w*\*?)|sts:(?:\*|assumerole\*?)|kms:(?:\*|put\w*|create\w*|schedule\w*)|organizations:\*|s3:\*|s3:put(?:bucket|account)\w*)$/i;

/** AWS managed policies that give all actions, or all of a service. */
const BROAD_POLICY =
  /^arn:aws[\w-]*:iam::aws:policy\/.*(?:Administrator|PowerUser|FullAccess|IAM|Admin)/i;

/** The reason why a statement of an identity policy is too broad; undefined if it is not. */
export function broadReason({
  effect,
  actions,
  isNotAction,
  resources,
  isNotResource,
}: Statement): string | undefined {
  if (effect === 'Deny') return undefined;
  if (isNotAction) return `allows all actions but ${actions.join(', ')}`;
  const isEverywhere = isNotResource || resources.some((name) => /^\*+$/.test(name));
  if (!isEverywhere) return undefined;
  const broad = actions.filter((name) => ESCALATING.test(name) || /^[\w-]+:\*$/.test(name));
  return broad.length > 0 ? `allows ${broad.join(', ')} on all resources` : undefined;
}

/** Returns whether a managed policy gives all actions, or all of a service. */
export function isBroadPolicy(arn: string): boolean {
  return BROAD_POLICY.test(arn);
}
