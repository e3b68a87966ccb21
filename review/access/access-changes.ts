import type { Holding } from './holdings';
import { meaningOf } from './meaning';

/** Changed privileges of one principal on one securable or object. */
export interface AccessChange {
  readonly principal: string;
  readonly kind: string;
  readonly on: string;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
  /** The meaning of the gained privileges, in words. */
  readonly meaning: readonly string[];
  readonly address: string;
}

/**
 * Changed privileges of all principals. Compares all that a principal holds before and after the
 * plan, by any resource: grants are authoritative.
 */
export function accessChanges(
  before: readonly Holding[],
  after: readonly Holding[],
): AccessChange[] {
  const [old, now] = [byPair(before), byPair(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((pair) => {
    const [was, is] = [old.get(pair), now.get(pair)];
    const gains = [...(is?.privileges ?? [])].filter((p) => !was?.privileges.has(p)).sort();
    const loses = [...(was?.privileges ?? [])].filter((p) => !is?.privileges.has(p)).sort();
    if (gains.length === 0 && loses.length === 0) return [];
    const { principal, kind, on, address } = (is ?? was) as Pair;
    const meaning = gains.map((privilege) => meaningOf(kind, privilege));
    return [{ principal, kind, on, gains, loses, meaning, address }];
  });
}

type Pair = Omit<Holding, 'privileges'> & { readonly privileges: Set<string> };

function byPair(holdings: readonly Holding[]): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const holding of holdings) {
    const key = JSON.stringify([holding.kind, holding.on, holding.principal]);
    const pair = pairs.get(key) ?? { ...holding, privileges: new Set<string>() };
    for (const privilege of holding.privileges) pair.privileges.add(privilege);
    pairs.set(key, pair);
  }
  return pairs;
}
