import { TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';

/** The resources of some constructs and of all below them: what `dependsOn` takes. */
export function resourcesBelow(constructs: readonly IConstruct[]): TerraformResource[] {
  return constructs.flatMap((construct) =>
    construct.node.findAll().filter((below) => TerraformResource.isTerraformResource(below)),
  );
}
