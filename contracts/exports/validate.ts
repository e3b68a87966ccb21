import { dealsFeed } from '../feeds/deals';
import { repsFeed } from '../feeds/reps';
import type { ExportContract, ExportField } from './export';

const NAME = /^[a-z][a-z0-9_]*$/;
const COLUMN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const TEXT = /^[A-Za-z0-9_ -]+$/;
const FEEDS = [dealsFeed, repsFeed];
/** Fields without which no record enters silver. */
const REQUIRED = { deals: ['deal_id', 'outcome', 'updated_at'], reps: ['rep_id', 'updated_at'] };

/** Everything that is wrong with a declaration: each problem names field, rule and value. */
export function exportProblems(contract: ExportContract): string[] {
  const declared = FEEDS.find((feed) => feed.name === contract.feed)?.document ?? [];
  const known = declared.map((field) => field.name);
  return [
    ...(NAME.test(contract.name) ? [] : [`\`name\`: not lower-case, got ${contract.name}`]),
    ...(Number.isInteger(contract.version) && contract.version > 0
      ? []
      : [`\`version\`: not a whole number from 1, got ${contract.version}`]),
    ...(contract.documentation.length === 0 ? ['`documentation`: no page, got none'] : []),
    ...Object.keys(contract.fields)
      .filter((name) => !known.includes(name))
      .map((name) => `\`fields\`: not one of ${known.join(', ')}, got ${name}`),
    ...REQUIRED[contract.feed]
      .filter((name) => !(name in contract.fields))
      .map((name) => `\`fields\`: required, got no ${name}`),
    ...Object.entries(contract.fields).flatMap(([name, field]) => fieldProblems(name, field)),
  ];
}

function fieldProblems(name: string, field: ExportField): string[] {
  const columns: string[] = [];
  const texts: string[] = [];
  if (typeof field === 'string') columns.push(field);
  else if ('joined' in field) columns.push(...field.joined);
  else if ('cases' in field) {
    columns.push(...field.cases.map((one) => one.column));
    texts.push(field.otherwise, ...field.cases.flatMap((one) => [one.is, one.value]));
  } else {
    columns.push(field.column, field.where.column);
    texts.push(field.where.is);
  }
  return [
    ...columns
      .filter((column) => !COLUMN.test(column))
      .map((column) => `\`fields.${name}\`: not a name of a column, got ${column}`),
    ...texts
      .filter((text) => !TEXT.test(text))
      .map((text) => `\`fields.${name}\`: not letters, digits, blanks, _ or -, got ${text}`),
  ];
}
