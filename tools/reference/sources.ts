/** The reference of the mappings of vendors' documents. */
import type { ExportContract } from '../../contracts/exports';
import type { DurationRule, SourceContract, SourcePart, ValueRule } from '../../contracts/sources';
import { exportReference } from './exports';
import { page, table } from './table';

/** Returns the page of the mappings: for each vendor its documents, fields, participants and turns. */
export function sourceReference(
  sources: readonly SourceContract[],
  exports: readonly ExportContract[],
): string {
  const overview = sources.map((source) => [
    `[\`${source.name}\`](#${source.name})`,
    `\`${source.sourceSystem}\``,
    `${source.version}`,
    source.comment,
  ]);
  return page(
    'Mappings of vendors',
    "Mappings of vendors' documents to the canonical call. `npx lakehouse map` shows the result for a file, and " +
      '[contracts of sources](../guides/contracts.md#map-documents-of-vendors) explains joined documents and rules.',
    table(['mapping', '`source_system`', 'version', 'documents'], overview),
    'A path begins with the name of a document. All paths without `[*]` are single values.',
    ...sources.map(section),
    exportReference(exports),
  );
}

function section(source: SourceContract): string {
  const pages = source.documentation.map(({ title, url }) => `- [${title}](${url})`).join('\n');
  return [
    `## ${source.name}`,
    `${source.comment}. Version ${source.version}. Documentation of the vendor:`,
    pages,
    table(['document', 'content', 'recognized by', 'id of the call'], source.parts.map(partRow)),
    table(['field of the call', 'source', 'reading'], fieldRows(source)),
  ].join('\n\n');
}

function partRow(part: SourcePart): string[] {
  const places = (part.calls ?? []).filter(Boolean);
  const within = places.length > 0 ? ` below ${places.map(code).join(' or ')}` : '';
  const id = part.id === undefined ? 'none: sent together' : code(part.id);
  return [
    code(part.name),
    part.comment,
    part.format === 'webvtt' ? 'the line `WEBVTT`' : list(part.recognizedBy) + within,
    part.isIdOptional ? `${id}, optional` : id,
  ];
}

function fieldRows(source: SourceContract): string[][] {
  const { time, updatedAt, duration, language, channel, participants, turns } = source;
  const speaker = turns.speaker.map((part) =>
    typeof part === 'string' ? code(part) : `position in list ${part.position + 1}`,
  );
  const rows: (string[] | undefined)[] = [
    ['`call_id`', place(source.id), `\`${source.sourceSystem}:\` and the id, with all digits`],
    ['`source_call_id`', place(source.id), 'the id'],
    ['`call_timestamp`', place(time.value), time.as],
    updatedAt && ['`updated_at`', place(updatedAt.value), updatedAt.as],
    duration && ['`duration_seconds`', place(duration.value), durationText(duration)],
    language && ['`language`', place(language.value), language.as],
    'constant' in channel
      ? ['`channel`', 'constant', code(channel.constant)]
      : ['`channel`', place(channel.value), values(channel.values)],
    source.title === undefined ? undefined : ['`title`', place(source.title), 'text'],
    ['`rep_id`', place(source.rep), 'id'],
    ['`account_id`', withContext('account_id', source.account), 'id'],
    ['`deal_id`', withContext('deal_id', source.deal), 'id'],
    participants
      ? ['`participants`', code(participants.list), `id: ${list(participants.id)}`]
      : ['`participants`', 'the speakers of the turns', ''],
    participants?.role && [
      '`participants.role`',
      code(participants.role.value),
      values(participants.role.values),
    ],
    [
      '`transcript`',
      code(turns.pieces),
      turns.mergesPieces ? 'adjacent pieces of a speaker are one turn' : 'each piece is a turn',
    ],
    [
      '`transcript.text`',
      turns.text.map(code).join(', else '),
      turns.start ? `sorted by ${code(turns.start)}` : 'in the order of the document',
    ],
    [
      '`transcript.speaker_id`',
      speaker.join(' and '),
      turns.speakersAreNames ? '`speaker_1` and so on, by first mention' : '',
    ],
    turns.role && ['`transcript.role`', code(turns.role.value), values(turns.role.values)],
  ];
  return rows.filter((row) => row !== undefined);
}

function withContext(field: string, rule: ValueRule | undefined): string {
  return rule === undefined
    ? code(`context.${field}`)
    : `${code(`context.${field}`)}, else ${place(rule)}`;
}

function place(rule: ValueRule): string {
  if (typeof rule === 'string') return code(rule);
  if ('firstOf' in rule) return rule.firstOf.map(code).join(', else ');
  const where = Object.entries(rule.where).map(([path, value]) => `\`${path}\` is \`${value}\``);
  return `${code(`${rule.list}.${rule.take}`)} where ${where.join(' and ')}`;
}

function durationText({ unit }: DurationRule): string {
  return unit === 'seconds' ? 'whole seconds' : `${unit}, in whole seconds`;
}

function values(all: Readonly<Record<string, string | null>>): string {
  return Object.entries(all)
    .map(([value, read]) => `\`${value}\`: ${read ?? 'none'}`)
    .join(', ');
}

function list(paths: readonly string[]): string {
  return paths.map(code).join(', ');
}

const code = (text: string): string => `\`${text}\``;
