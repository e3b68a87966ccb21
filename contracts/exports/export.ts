/** Vocabulary of the declarations that map the columns of a CRM's export to the fields of a feed. */
import { exportProblems } from './validate';

/** A column with a text, such as `true`. Letter case does not count. */
export interface ColumnIs {
  readonly column: string;
  readonly is: string;
}

/**
 * The value of a field: of a column, or of a column only where a condition holds; several columns joined by blanks; or
 * the value of the first case that holds.
 */
export type ExportField =
  | string
  | { readonly column: string; readonly where: ColumnIs }
  | { readonly joined: readonly string[] }
  | {
      readonly cases: readonly (ColumnIs & { readonly value: string })[];
      readonly otherwise: string;
    };

export interface ExportContract {
  /** The name of the CRM, as the setting `feeds.<feed>.export` has it. */
  readonly name: string;
  readonly feed: 'deals' | 'reps';
  readonly comment: string;
  /** Raise it when the mapping changes. */
  readonly version: number;
  /** Pages of the vendor that document the columns. */
  readonly documentation: readonly { readonly title: string; readonly url: string }[];
  /** The fields of the feed's document, by name. */
  readonly fields: Readonly<Record<string, ExportField>>;
}

/** Checks a declaration, and returns it; throws one error that lists every problem. */
export function defineExport(contract: ExportContract): ExportContract {
  const problems = exportProblems(contract);
  if (problems.length > 0) {
    throw new Error(`export ${contract.name} of ${contract.feed}: ${problems.join('; ')}`);
  }
  return contract;
}

/** The columns that a declaration reads, each once. */
export function exportColumns(contract: Pick<ExportContract, 'fields'>): string[] {
  return [...new Set(Object.values(contract.fields).flatMap(columnsOf))];
}

function columnsOf(field: ExportField): string[] {
  if (typeof field === 'string') return [field];
  if ('joined' in field) return [...field.joined];
  if ('cases' in field) return field.cases.map(({ column }) => column);
  return [field.column, field.where.column];
}

/**
 * SQL over `payload`, the record as JSON: the document of the feed as JSON, null where the payload is no
 * JSON object.
 */
export function exportDocument(contract: ExportContract): string {
  const fields = Object.entries(contract.fields).map(
    ([name, field]) => `'${name}', ${valueOf(field)}`,
  );
  return (
    `case when json_object_keys(payload) is not null ` +
    `then to_json(named_struct(${fields.join(', ')})) end`
  );
}

function valueOf(field: ExportField): string {
  if (typeof field === 'string') return columnOf(field);
  if ('joined' in field)
    return `nullif(concat_ws(' ', ${field.joined.map(columnOf).join(', ')}), '')`;
  if ('cases' in field) {
    const cases = field.cases.map((one) => `when ${holds(one)} then '${one.value}'`);
    return `case ${cases.join(' ')} else '${field.otherwise}' end`;
  }
  return `case when ${holds(field.where)} then ${columnOf(field.column)} end`;
}

function holds({ column, is }: ColumnIs): string {
  return `lower(${columnOf(column)}) = '${is.toLowerCase()}'`;
}

function columnOf(column: string): string {
  return `get_json_object(payload, '$.${column}')`;
}
