import { FEEDS, TABLES } from '.';
import type { DocumentField } from './document';
import type { FeedContract } from './feed';
import {
  type ColumnContract,
  qualifiedName,
  type RuleContract,
  type SetRuleContract,
  type TableContract,
} from './table';

/** The data dictionary: every table and feed as Markdown. */
export function renderDataDictionary(): string {
  return [
    '# Data dictionary',
    'Generated from `contracts/` by `npm run docs`: change it there.',
    '## Feeds',
    ...FEEDS.map(feedSection),
    '## Tables',
    ...TABLES.map(tableSection),
  ]
    .join('\n\n')
    .concat('\n');
}

function feedSection(feed: FeedContract): string {
  return [
    `### ${feed.name}`,
    `${feed.comment}. Lands as \`${feed.path}/**/${feed.fileNamePattern}\`, ` +
      `${feed.wholeFile ? 'a document a file' : 'a document a line'}, ` +
      `in \`${qualifiedName(feed.bronzeTable)}\`.`,
    markdownTable(['field', 'type', 'meaning'], fieldRows(feed.document, '')),
  ].join('\n\n');
}

/** A row a field; those of an object follow it, by their path: `evaluations[].run_id`. */
function fieldRows(fields: readonly DocumentField[], path: string): string[][] {
  return fields.flatMap(({ name, type, comment, fields: parts }) => {
    if (parts === undefined) return [[code(path + name), code(type), comment]];
    const isList = type.startsWith('ARRAY');
    return [
      [code(path + name), code(isList ? 'ARRAY<STRUCT>' : 'STRUCT'), comment],
      ...fieldRows(parts, `${path}${name}${isList ? '[]' : ''}.`),
    ];
  });
}

function tableSection(table: TableContract): string {
  const facts = [
    table.grain,
    table.key ? `key ${table.key.map(code).join(', ')}` : 'no key',
    ...(table.layoutColumns ? [`clustered by ${table.layoutColumns.map(code).join(', ')}`] : []),
  ];
  const rules = [
    ...[...(table.rules ?? []), ...onlyOfDeletions(table)].map((rule) => ({
      ...rule,
      good: code(rule.expression),
    })),
    ...(table.setRules ?? []).map((rule) => ({ ...rule, good: setRuleText(rule) })),
  ];
  return [
    `### ${qualifiedName(table)}`,
    `${table.comment}. ${sentence(facts.join('; '))}.`,
    markdownTable(
      ['column', 'type', 'null', 'personal data', 'meaning'],
      table.columns.map((column) => [
        code(column.name),
        code(column.type),
        column.nullable ? 'yes' : 'no',
        personalData(column),
        column.comment,
      ]),
    ),
    ...(rules.length > 0
      ? [
          markdownTable(
            ['rule', 'severity', 'version', 'a good record has'],
            rules.map((rule) => [code(rule.name), rule.severity, `${rule.version}`, rule.good]),
          ),
        ]
      : []),
    ...(table.deletionRules
      ? [
          'A record with `deleted` must satisfy only these rules: ' +
            `${table.deletionRules.map((rule) => code(rule.name)).join(', ')}.`,
        ]
      : []),
  ].join('\n\n');
}

function onlyOfDeletions(table: TableContract): RuleContract[] {
  const names = new Set((table.rules ?? []).map((rule) => rule.name));
  return (table.deletionRules ?? []).filter((rule) => !names.has(rule.name));
}

function setRuleText(rule: SetRuleContract): string {
  const column = code(rule.columns[0]);
  switch (rule.kind) {
    case 'one_content_in_batch':
      return `no other content for its ${column} in its batch`;
    case 'one_content_over_time':
      return `the content that its ${column} had before`;
    case 'reference':
      return `no ${column}, or one of ${code(rule.references?.table ?? '')}`;
  }
}

function personalData(column: ColumnContract): string {
  if (column.pii === undefined) return '';
  if (typeof column.pii === 'string') return column.pii;
  return Object.entries(column.pii)
    .map(([field, kind]) => `${code(field)} ${kind}`)
    .join(', ');
}

function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
