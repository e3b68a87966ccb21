import { qualifiedName, type TableContract, TABLES } from '../../contracts';
import type { Holding } from './holdings';

/** A table or volume that holds personal data. */
export interface PersonalData {
  readonly kind: 'table' | 'volume';
  /** `schema.name`, in whichever catalog. */
  readonly name: string;
  /** The columns that the contract marks, or what there is in the volume. */
  readonly what: readonly string[];
}

/** Documents as they were received, with all that they say. */
const VOLUMES: readonly PersonalData[] = [
  { kind: 'volume', name: 'bronze.landing', what: ['documents'] },
];

/** All that holds personal data, by the contracts. */
export function personalData(contracts: readonly TableContract[] = TABLES): PersonalData[] {
  const tables = contracts.flatMap((contract): PersonalData[] => {
    const marked = contract.columns.filter(({ pii }) => pii !== undefined);
    const what = marked.map(({ name }) => name);
    return what.length > 0 ? [{ kind: 'table', name: qualifiedName(contract), what }] : [];
  });
  return [...tables, ...VOLUMES];
}

/** Privileges that include the others. An owner, and who may manage an object, may grant the rest. */
const ALL_OF_THEM = ['ALL_PRIVILEGES', 'OWNER', 'MANAGE'];

/** The principals that can read an object and reach it, by grants on it and on its containers. */
export function readersOf(
  holdings: readonly Holding[],
  catalog: string,
  { kind, name }: Pick<PersonalData, 'kind' | 'name'>,
): Set<string> {
  const schema = `${catalog}.${name.split('.')[0]}`;
  const line = { [kind]: `${catalog}.${name}`, schema, catalog };
  const privileges = new Map<string, Map<string, Set<string>>>();
  for (const holding of holdings) {
    if (line[holding.kind] !== holding.on) continue;
    const held = privileges.get(holding.principal) ?? new Map<string, Set<string>>();
    held.set(holding.kind, new Set([...(held.get(holding.kind) ?? []), ...holding.privileges]));
    privileges.set(holding.principal, held);
  }
  const read = kind === 'table' ? 'SELECT' : 'READ_VOLUME';
  return new Set(
    [...privileges].flatMap(([principal, held]) => {
      const has = (privilege: string, ...kinds: string[]): boolean =>
        kinds.some((k) => [privilege, ...ALL_OF_THEM].some((name) => held.get(k)?.has(name)));
      return has('USE_CATALOG', 'catalog') &&
        has('USE_SCHEMA', 'schema', 'catalog') &&
        has(read, kind, 'schema', 'catalog')
        ? [principal]
        : [];
    }),
  );
}
