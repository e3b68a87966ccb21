import { problemsOf } from './validate';

/** The schemas that hold contract tables: the medallion's, and that of monitoring. */
export type LayerName = 'bronze' | 'silver' | 'gold' | 'ops';

/** The mask of a value for principals without access to personal data. */
export type MaskKind = 'text' | 'email' | 'name';

/** The treatment of a record that violates a rule, as in a pipeline's EXPECT. */
export type Severity = 'fail' | 'drop' | 'warn';

/**
 * The parts of landed documents that columns are read from: the document itself, and of a
 * conversation its call, its evaluations and their signals.
 */
export type DocumentPart = 'document' | 'call' | 'evaluation' | 'signal';

export interface ColumnContract {
  readonly name: string;
  /** A Databricks SQL type, in capitals: `DECIMAL(18,2)`, `ARRAY<STRUCT<text: STRING>>`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly comment: string;
  /**
   * The mask of the column; for a nested column, the masks of its fields, by name.
   * @default - the column holds no personal data
   */
  readonly pii?: MaskKind | Readonly<Record<string, MaskKind>>;
  /**
   * The part of a landed document that has the value, under the column's name and of its type: the
   * feed's document, its parsing schema and the data dictionary get the field from here.
   * @default - the pipeline makes the value
   */
  readonly landedIn?: DocumentPart;
  /**
   * The value identifies something: a landed one is read without the white space around it, and as
   * none where it is empty.
   * @default false
   */
  readonly isId?: boolean;
  /**
   * The row predicate of the secured views compares the value. A policy cannot mask the column then:
   * policies apply to the session user below views and functions, and the predicate finds the rows of
   * that user by the value (Databricks documentation, "ABAC requirements, quotas, and limitations").
   * @default false
   */
  readonly isReadByRowPredicate?: boolean;
}

export interface RuleContract {
  readonly name: string;
  readonly severity: Severity;
  readonly message: string;
  /**
   * A SQL predicate over the parsed candidate row; a good row makes it true, null counts as failed.
   * It may have the marker `:clock_skew_minutes`, and so may the message.
   */
  readonly expression: string;
  /** The columns that the predicate reads, so that a quarantine row can name them. */
  readonly columns: readonly string[];
  /** Rises with every change of the predicate: quarantine rows say which one they met. */
  readonly version: number;
}

/**
 * A rule about more than one row. It is counted only: what other rows say may change, and a record
 * does not become good or bad by that.
 */
export interface SetRuleContract extends Omit<RuleContract, 'severity' | 'expression' | 'columns'> {
  readonly severity: 'warn';
  /**
   * `one_content_in_batch`, `one_content_over_time`: no two records of the key `columns[0]` with
   * different contents. `reference`: the value of `columns[0]`, if any, is one of `references`.
   */
  readonly kind: 'one_content_in_batch' | 'one_content_over_time' | 'reference';
  readonly columns: readonly [string, ...string[]];
  /**
   * The column, of a table by its two-part name, that has to have the value.
   * @default - the rule is no `reference`
   */
  readonly references?: { readonly table: string; readonly column: string };
}

export interface TableContract {
  readonly schema: LayerName;
  readonly name: string;
  readonly comment: string;
  /** The meaning of one row. */
  readonly grain: string;
  /**
   * The columns a MERGE matches on.
   * @default - append-only, no key
   */
  readonly key?: readonly string[];
  /**
   * Unity Catalog has the key as the primary key of the table, and so treats it as a feature table.
   * @default false
   */
  readonly isFeatureTable?: boolean;
  /**
   * The columns that tell of the run that wrote the row, such as when it did: two builds of the
   * table from the same documents may differ in them, and in no others.
   * @default - none
   */
  readonly runColumns?: readonly string[];
  readonly columns: readonly ColumnContract[];
  /**
   * The columns to cluster by (ZORDER or liquid, by environment).
   * @default - no clustering
   */
  readonly layoutColumns?: readonly string[];
  /**
   * Delta table properties of the table in every environment.
   * @default - only those that the environment sets
   */
  readonly properties?: Readonly<Record<string, string>>;
  /**
   * The quality rules, in the order in which errors are listed.
   * @default - no rule
   */
  readonly rules?: readonly RuleContract[];
  /**
   * The rules for a record that says that its row is deleted, in place of `rules`: it need not have
   * what a row has. A rule that is in both lists is the same rule.
   * @default - the source cannot say so
   */
  readonly deletionRules?: readonly RuleContract[];
  /**
   * The rules about more than one row.
   * @default - no such rule
   */
  readonly setRules?: readonly SetRuleContract[];
  /**
   * Columns that the parsed candidate row has beside the table's own.
   * @default - none
   */
  readonly candidateColumns?: readonly string[];
}

/** Checks a table contract, and returns it; throws one error that lists every problem. */
export function defineTable(contract: TableContract): TableContract {
  const problems = problemsOf(contract);
  if (problems.length > 0) {
    throw new Error(`contract ${qualifiedName(contract)}: ${problems.join('; ')}`);
  }
  return withoutPersonalStatistics(contract);
}

const STATISTICS = 'delta.dataSkippingStatsColumns';
const WITH_STATISTICS = /^(STRING|INT|BIGINT|DOUBLE|DATE|TIMESTAMP|DECIMAL\(.*\)|STRUCT<.*>)$/;

function withoutPersonalStatistics(contract: TableContract): TableContract {
  const statistics = statisticsProperty(contract);
  if (statistics === undefined) return contract;
  return { ...contract, properties: { ...statistics, ...contract.properties } };
}

/**
 * A table's log keeps the least and the greatest value of a column in each file, for longer than the
 * files: for columns with personal data it stores none. Undefined for a table without personal data.
 */
export function statisticsProperty(
  contract: Pick<TableContract, 'columns'>,
): Readonly<Record<string, string>> | undefined {
  if (contract.columns.every((column) => column.pii === undefined)) return undefined;
  const columns = contract.columns
    .filter(({ pii, type }) => pii === undefined && WITH_STATISTICS.test(type))
    .map((column) => column.name);
  return { [STATISTICS]: columns.join(',') };
}

/** `schema.name`, as `contracts.json` keys its tables. */
export function qualifiedName(contract: Pick<TableContract, 'schema' | 'name'>): string {
  return `${contract.schema}.${contract.name}`;
}

type ColumnOptions = Pick<ColumnContract, 'pii' | 'landedIn' | 'isId' | 'isReadByRowPredicate'>;

/** A NOT NULL column. */
export function required(
  name: string,
  type: string,
  comment: string,
  options: ColumnOptions = {},
): ColumnContract {
  return { name, type, nullable: false, comment, ...options };
}

/** A nullable column. */
export function optional(
  name: string,
  type: string,
  comment: string,
  options: ColumnOptions = {},
): ColumnContract {
  return { name, type, nullable: true, comment, ...options };
}
