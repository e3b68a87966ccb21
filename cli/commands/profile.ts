/** `lakehouse profile`: proposes contracts from sample files. */
import Table from 'cli-table3';
import { Command, Option } from 'commander';

import { CliError } from '../../client/errors';
import { Progress } from '../../client/progress';
import { VERSION } from '../../client/version';
import { fileNameOf } from '../../contracts/odcs/export';
import { odcsText } from '../contract/odcs-text';
import { requireNewFiles, writeNewFiles } from '../new-files';
import { draftOf, type Proposal, proposalOf } from '../profile/draft';
import { profileOf, sampleFolder } from '../profile/folder';
import { count, type ProposedField } from '../profile/proposal';

interface ProfileOptions {
  readonly out?: string;
  readonly json?: boolean;
  readonly force?: boolean;
}

export function profileCommand(): Command {
  return new Command('profile')
    .description('propose contracts from sample files: types, keys, personal data')
    .argument('<folder>', 'folder of JSON, JSON lines or CSV files; each folder in it is a feed')
    .option('--out <folder>', 'folder to write drafts to, for `contract import`: <feed>.odcs.yaml')
    .option('--json', 'print each proposal as a JSON line')
    .addOption(new Option('--force', 'overwrite existing files'))
    .addHelpText(
      'after',
      '\nNo value of the files is printed. Edit the drafts before you use them.',
    )
    .action(profile);
}

async function profile(folder: string, options: ProfileOptions): Promise<void> {
  const { groups, others } = await sampleFolder(folder);
  const progress = new Progress();
  if (others.length > 0) {
    progress.line(`Not read, of another format: ${named(others)}`);
  }
  if (groups.length === 0) {
    throw new CliError(`folder: no JSON, JSON lines or CSV files, got ${folder}`);
  }
  if (options.out !== undefined) {
    // before the files are read, which may take long
    const names = groups.map(({ name }) => fileNameOf(`silver.${name}`));
    requireNewFiles(options.out, names, options.force);
  }
  const all = groups.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0);
  let read = 0;
  const proposals: Proposal[] = [];
  for (const group of groups) {
    const found = await profileOf(group, (bytes) => {
      read += bytes;
      progress.update(`Reading ${group.name}: ${megabytes(read)} of ${megabytes(all)} MB`);
    });
    proposals.push(proposalOf(found));
  }
  progress.line(
    `Read ${count(groups.flatMap(({ files }) => files).length)} files (${megabytes(read)} MB)`,
  );
  for (const proposal of proposals) {
    if (options.json) console.log(JSON.stringify(summaryOf(proposal)));
    else print(proposal);
  }
  if (options.out !== undefined) write(options.out, proposals, progress, options.force);
  conclude(proposals);
}

function write(
  folder: string,
  proposals: readonly Proposal[],
  progress: Progress,
  isForced?: boolean,
): void {
  const drafts = proposals
    .filter(({ profile: { recordCount } }) => recordCount > 0)
    .map((proposal) => draftOf(proposal, VERSION))
    .map((contract) => ({ path: fileNameOf(contract.name), content: odcsText(contract) }));
  writeNewFiles(folder, drafts, isForced);
  progress.line(`Wrote ${drafts.length} drafts to ${folder}`);
}

/** Fails where records were not read, once all proposals are out. */
function conclude(proposals: readonly Proposal[]): void {
  const problems = proposals.flatMap(({ profile: one }) => one.problems);
  const all = proposals.reduce((sum, { profile: one }) => sum + one.problemCount, 0);
  if (all === 0) return;
  const more = all - problems.length;
  const lines = problems.map((problem) => `\n  ${problem}`).join('');
  throw new CliError(
    `${count(all)} records or files could not be read:${lines}` +
      (more > 0 ? `\n  and ${count(more)} more` : ''),
  );
}

function print({ profile: found, fields, keys, entity, notes }: Proposal): void {
  const { group, recordCount } = found;
  console.log(
    `${group.name}: ${count(recordCount)} records in ${count(group.files.length)} files (${group.format})`,
  );
  if (recordCount === 0) return;
  const table = new Table({
    head: ['field', 'type', 'present', 'personal data', 'notes'],
    style: { head: [], border: [], compact: true },
    colWidths: [null, 28, null, 30, 40],
    wordWrap: true,
  });
  for (const field of fields) {
    table.push([
      field.path,
      shortType(field.type),
      presence(field),
      personal(field),
      field.notes.join('; '),
    ]);
  }
  console.log(table.toString());
  console.log(`key: ${keyText(keys, entity)}`);
  for (const note of notes) console.log(`note: ${note}`);
  console.log('');
}

function keyText(keys: readonly string[], entity: Proposal['entity']): string {
  const [first, ...others] = keys;
  if (entity) return `${entity.id} repeats; the latest record by ${entity.time} counts`;
  if (first === undefined) return 'none: no field has another value in each record';
  return others.length === 0
    ? first
    : `${first}; also different in each record: ${others.join(', ')}`;
}

function personal({ personal: found }: ProposedField): string {
  return found ? `${found.mask}: ${found.reason}` : '';
}

function presence({ present, of, isRequired }: ProposedField): string {
  return isRequired ? 'always' : `${count(present)} of ${count(of)}`;
}

/** A struct has its fields in rows below it. */
function shortType(type: string): string {
  return type.replace(/STRUCT<.*>/, (struct) => `STRUCT${'>'.repeat(openLists(struct))}`);
}

/** Closing brackets of lists around a struct, which a greedy match took. */
function openLists(struct: string): number {
  const opened = struct.match(/</g)?.length ?? 0;
  const closed = struct.match(/>/g)?.length ?? 0;
  return closed - opened;
}

function summaryOf({ profile: found, fields, keys, entity, notes }: Proposal): object {
  const { group, recordCount, problemCount } = found;
  return {
    name: group.name,
    format: group.format,
    files: group.files.length,
    records: recordCount,
    unreadable: problemCount,
    fields,
    keys,
    entity: entity ?? null,
    notes,
  };
}

function named(paths: readonly string[]): string {
  const more = paths.length - 5;
  return paths.slice(0, 5).join(', ') + (more > 0 ? ` and ${count(more)} more` : '');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
