/** The parity ledger: what the product uses of the platform, and how the local workspace behaves. */
import entries from './ledger.json';

export const KINDS = [
  'route',
  'resource',
  'statement',
  'table feature',
  'notebook API',
  'edition',
] as const;
export type Kind = (typeof KINDS)[number];

export const BEHAVIOURS = ['same', 'stricter', 'weaker', 'absent'] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

export interface LedgerEntry {
  readonly kind: Kind;
  /**
   * The route (its begin, with `*` for the version), the resource type, the first words of the
   * statement, or the name.
   */
  readonly match: string;
  /** Behaviour of the platform. */
  readonly platform: string;
  /** The vendor's page or source file that documents it. */
  readonly source: string;
  /** Behaviour of the local workspace, compared with the platform. */
  readonly local: Behaviour;
  /** @default - the behaviour is the same */
  readonly reason?: string;
  /** The test file that proves it. */
  readonly test: string;
  /**
   * The command that shows the difference on a real workspace.
   * @default - nothing is to be verified there
   */
  readonly verify?: string;
  /**
   * Read-only requests that `lakehouse parity record` sends to a real workspace: `GET /api/...`.
   * @default - none
   */
  readonly probes?: readonly string[];
}

export const LEDGER = entries as readonly LedgerEntry[];

/** The entry of a REST path: the longest that matches. */
export function entryOfRoute(path: string): LedgerEntry | undefined {
  return longest('route', (match) => {
    const pattern = match.replaceAll('.', '\\.').replaceAll('*', '[^/]+');
    return new RegExp(`^${pattern}`).test(path);
  });
}

/** The entry of a statement, by its first words. */
export function entryOfStatement(text: string): LedgerEntry | undefined {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ');
  return longest('statement', (match) => `${words} `.startsWith(`${match} `));
}

/** The entry of a resource type; a data source begins with `data.`. */
export function entryOfResource(type: string): LedgerEntry | undefined {
  return longest('resource', (match) => match === type);
}

function longest(kind: Kind, matches: (match: string) => boolean): LedgerEntry | undefined {
  return LEDGER.filter((entry) => entry.kind === kind && matches(entry.match)).sort(
    (a, b) => b.match.length - a.match.length,
  )[0];
}
