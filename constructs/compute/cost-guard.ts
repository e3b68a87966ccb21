import { TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';

import { computeProblems } from '../../rules/compute';
import type { Body } from '../../rules/plan-values';

/**
 * Refuses to synthesise compute that runs without work, or whose size has no limit. The rules are those of the
 * plan review, applied before there is a plan.
 */
export function requireFrugalCompute(stack: Construct): void {
  stack.node.addValidation({
    validate: () =>
      stack.node
        .findAll()
        .filter((construct) => TerraformResource.isTerraformResource(construct))
        .flatMap(problemsOf),
  });
}

function problemsOf(resource: TerraformResource): string[] {
  const { terraformResourceType: type, friendlyUniqueId: name } = resource;
  const { resource: byType } = resource.toTerraform() as {
    resource: Record<string, Record<string, Body>>;
  };
  return computeProblems(type, byType[type]![name]!)
    .filter(({ rule }) => rule !== 'continuous-compute')
    .map(({ message }) => `\`${type}.${name}\` violates the compute cost policy: ${message}`);
}
