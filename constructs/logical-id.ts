import type { TerraformElement } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';

/**
 * Gives a resource its Terraform address. The address is state: by default cdktf derives it from
 * the place in the construct tree, so that moving a construct would destroy what it made.
 */
export function withLogicalId<T extends TerraformElement>(element: T, logicalId: string): T {
  element.overrideLogicalId(logicalId);
  return element;
}

/** A Terraform name from a path or an address: `sql/silver/merge_feed.sql` is `sql_silver_merge_feed_sql`. */
export function logicalIdOf(text: string): string {
  const name = text.replace(/[^A-Za-z0-9]+/g, '_').toLowerCase();
  return /^[a-z_]/.test(name) ? name : `_${name}`;
}

/** Refuses two resources of one address, of which Terraform's JSON would silently keep a mixture. */
export function requireDistinctAddresses(stack: Construct): void {
  stack.node.addValidation({
    validate: () => {
      const seen = new Map<string, string>();
      const problems: string[] = [];
      for (const node of stack.node.findAll()) {
        const address = addressOf(node);
        if (address === undefined) continue;
        const other = seen.get(address);
        if (other !== undefined) {
          problems.push(
            `\`${address}\`: the address of two resources, got ${other} and ${node.node.path}`,
          );
        }
        seen.set(address, node.node.path);
      }
      return problems;
    },
  });
}

function addressOf(node: IConstruct): string | undefined {
  const element = node as Partial<TerraformElement> & { terraformResourceType?: string };
  if (element.terraformResourceType === undefined) return undefined;
  return `${element.terraformResourceType}.${element.friendlyUniqueId}`;
}
