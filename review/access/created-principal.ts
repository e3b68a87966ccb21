import type { AccessSource } from './holding';
import { nameOf } from './principal-names';

/**
 * The principal of a block that the plan creates. Blocks are a set, in an order that differs from
 * the configuration, so the block is found by what it grants.
 */
export function createdPrincipal(
  { plan, change: { address } }: AccessSource,
  block: string,
  fields: readonly string[],
  isDeclaredBy: (declared: Readonly<Record<string, unknown>>) => boolean,
): string | undefined {
  for (const [i, declared] of plan.declaredBlocks(address, block).entries()) {
    if (!isDeclaredBy(declared)) continue;
    for (const field of fields) {
      const referenced = plan.referenced(address, [block, i, field]);
      if (referenced?.action === 'create') return nameOf(referenced);
    }
  }
  return undefined;
}
