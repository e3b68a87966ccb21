/** The rows of one table that a plan destroys or rewrites, as the workspace reports them. */
export interface Stake {
  readonly address: string;
  /** The full name of the table, or of the catalog or schema that could not be read. */
  readonly table: string;
  readonly rows?: number;
  readonly bytes?: number;
  /** ISO 8601 time of the creation. */
  readonly createdAt?: string;
  /** ISO 8601 time of the last write. */
  readonly modifiedAt?: string;
  /** Principals that read the table in the days of {@link READER_DAYS}. @default - not known */
  readonly readers?: readonly string[];
  /** The reason why a part is not known. @default - all is known */
  readonly problem?: string;
}

/** The days of the audit log in which readers are counted. */
export const READER_DAYS = 30;

/** A stake in words: `1,017 rows, 14.2 MB, created 2026-10-01, last written 2026-11-27, 3 readers in 30 days`. */
export function stakeText({ rows, bytes, createdAt, modifiedAt, readers, problem }: Stake): string {
  const parts = [
    rows === undefined ? undefined : `${rows.toLocaleString('en-US')} rows`,
    bytes === undefined ? undefined : size(bytes),
    createdAt === undefined ? undefined : `created ${createdAt.slice(0, 10)}`,
    modifiedAt === undefined ? undefined : `last written ${modifiedAt.slice(0, 10)}`,
    readers === undefined ? undefined : `${readers.length} readers in ${READER_DAYS} days`,
    problem === undefined ? undefined : `not known: ${problem}`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

function size(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`;
}
