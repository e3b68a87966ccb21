import { TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';

import type { Change } from '../../review/plan/change';
import type { Body } from '../../review/plan/hidden';
import { idleViolations } from '../../review/policies/idle-compute';
import { policyFreeViolations } from '../../review/policies/policy-free-compute';

/**
 * Refuses to synthesise compute that costs while nobody uses it, or whose size nobody limits: the
 * plan review's own rules, held before there is a plan.
 */
export function requireFrugalCompute(stack: Construct): void {
  stack.node.addValidation({
    validate: () =>
      stack.node
        .findAll()
        .filter(TerraformResource.isTerraformResource)
        .map(declared)
        .flatMap((change) => [...policyFreeViolations(change), ...idleViolations(change)])
        .map(({ address, message }) => `\`${address}\` must be frugal, got: ${message}`),
  });
}

/** A resource as a plan would make it. */
function declared(resource: TerraformResource): Change {
  const { terraformResourceType: type, friendlyUniqueId: name } = resource;
  const { resource: byType } = resource.toTerraform() as {
    resource: Record<string, Record<string, Body>>;
  };
  const after = byType[type]![name]!;
  return { address: `${type}.${name}`, type, name, action: 'create', after, replacedFor: [] };
}
