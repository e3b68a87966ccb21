import { isLabel } from './holding';
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
    const gains = [...(is?.privileges.keys() ?? [])].filter((p) => isMore(p, is, was)).sort();
    const loses = [...(was?.privileges.keys() ?? [])].filter((p) => isMore(p, was, is)).sort();
    if (gains.length === 0 && loses.length === 0) return [];
    const { principal, kind, on, address } = (is ?? was) as Pair;
    const meaning = gains.map((privilege) => meaningOf(kind, privilege));
    return [{ principal, kind, on, gains, loses, meaning, address }];
  });
}

/** A principal and an object, with the number of holdings that give each privilege. */
type Pair = Omit<Holding, 'privileges'> & { readonly privileges: Map<string, number> };

function byPair(holdings: readonly Holding[]): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const holding of holdings) {
    const key = JSON.stringify([holding.kind, holding.on, holding.principal]);
    const pair = pairs.get(key) ?? { ...holding, privileges: new Map<string, number>() };
    for (const privilege of holding.privileges) {
      pair.privileges.set(privilege, (pair.privileges.get(privilege) ?? 0) + 1);
    }
    pairs.set(key, pair);
  }
  return pairs;
}

/**
 * Returns whether one side has a privilege that the other lacks. Holdings of hidden principals are
 * counted: one more may be that of any principal.
 */
function isMore(privilege: string, one: Pair | undefined, other: Pair | undefined): boolean {
  const count = one?.privileges.get(privilege) ?? 0;
  const others = other?.privileges.get(privilege) ?? 0;
  const isHidden = [one?.principal ?? '', one?.on ?? '', privilege].some(isLabel);
  return isHidden ? count > others : count > 0 && others === 0;
}
