/** The reference of the mappings of CRM exports, a part of the page of the mappings. */
import type { ColumnIs, ExportContract, ExportField } from '../../contracts/exports';
import { table } from './table';

/** Returns the section of the exports: for each CRM and feed the columns and fields. */
export function exportReference(exports: readonly ExportContract[]): string {
  return [
    '## CRM exports',
    'Columns of an export by the field of the feed, for the setting `feeds.<feed>.export` ' +
      '([formats and readers](../guides/ingestion.md#formats-and-readers)).',
    ...exports.map(section),
  ].join('\n\n');
}

function section(crm: ExportContract): string {
  const pages = crm.documentation.map(({ title, url }) => `[${title}](${url})`).join(', ');
  const rows = Object.entries(crm.fields).map(([name, field]) => [code(name), value(field)]);
  return [
    `### ${crm.name}: ${crm.feed}`,
    `${crm.comment}. Version ${crm.version}. Documentation of the vendor: ${pages}`,
    table(['field', 'value'], rows),
  ].join('\n\n');
}

function value(field: ExportField): string {
  if (typeof field === 'string') return code(field);
  if ('joined' in field) return `${field.joined.map(code).join(' and ')}, joined by a blank`;
  if ('cases' in field) {
    const cases = field.cases.map((one) => `${code(one.value)} where ${holds(one)}`);
    return `${cases.join(', else ')}, else ${code(field.otherwise)}`;
  }
  return `${code(field.column)} where ${holds(field.where)}`;
}

const holds = ({ column, is }: ColumnIs) => `${code(column)} is ${code(is)}`;
const code = (text: string) => `\`${text}\``;
