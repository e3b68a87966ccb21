/** `lakehouse contract`: contracts as files of the Open Data Contract Standard, and back. */
import { readFileSync } from 'node:fs';

import { Command, Option } from 'commander';
import { parseAllDocuments } from 'yaml';

import { CliError } from '../../client/errors';
import { VERSION } from '../../client/version';
import { FEEDS, qualifiedName, TABLES } from '../../contracts';
import type { OdcsContract } from '../../contracts/odcs/document';
import { fileNameOf, odcsOfFeed, odcsOfTable } from '../../contracts/odcs/export';
import { ImportError, importOdcs } from '../../contracts/odcs/import';
import { odcsText } from '../contract/odcs-text';
import { sourceFiles } from '../contract/source';
import { writeNewFiles } from '../new-files';

interface ExportOptions {
  readonly out?: string;
  readonly json?: boolean;
  readonly force?: boolean;
}

interface ImportOptions {
  readonly as?: string;
  readonly drop: readonly string[];
  readonly out?: string;
  readonly force?: boolean;
}

const force = (): Option => new Option('--force', 'overwrite existing files');

export function contractCommand(): Command {
  return new Command('contract')
    .description('contracts of tables and feeds in the Open Data Contract Standard (ODCS 3)')
    .addCommand(
      new Command('export')
        .description('print a contract as ODCS, or write all of them to a folder')
        .argument('[name]', 'table (silver.deals) or feed (deals)')
        .option('--out <folder>', 'folder to write files to: <name>.odcs.yaml')
        .option('--json', 'JSON in place of YAML, on one line')
        .addOption(force())
        .action(exportContracts),
    )
    .addCommand(
      new Command('import')
        .description('print the contract of an ODCS file as TypeScript, or write it to a folder')
        .argument('<file>', 'ODCS file, YAML or JSON')
        .option('--as <table>', 'name of the table, with its layer: silver.deals')
        .option(
          '--drop <field>',
          'ignore a field that contracts cannot represent, by its path: schema.properties.tags; may be repeated',
          (one: string, before: string[]) => [...before, one],
          [],
        )
        .option('--out <folder>', 'folder to write files to: contracts')
        .addOption(force())
        .action(importContract),
    )
    .addHelpText('after', '\ndocs/guides/contracts.md describes both directions.');
}

function exportContracts(name: string | undefined, options: ExportOptions): void {
  const contracts = name === undefined ? allContracts() : [contractNamed(name)];
  const textOf = (contract: OdcsContract): string =>
    options.json ? `${JSON.stringify(contract)}\n` : odcsText(contract);
  if (options.out === undefined) {
    if (name === undefined) {
      throw new CliError('contract: no name, got none. Specify a table, a feed or --out <folder>');
    }
    process.stdout.write(contracts.map(textOf).join(''));
    return;
  }
  const written = contracts.map((contract) => ({
    path: options.json
      ? fileNameOf(contract.name).replace(/yaml$/, 'json')
      : fileNameOf(contract.name),
    content: textOf(contract),
  }));
  write(options.out, written, options.force);
}

function allContracts(): OdcsContract[] {
  return [
    ...FEEDS.map((feed) => odcsOfFeed(feed, VERSION)),
    ...TABLES.map((table) => odcsOfTable(table, VERSION)),
  ];
}

function contractNamed(name: string): OdcsContract {
  const table = TABLES.find((one) => qualifiedName(one) === name);
  if (table) return odcsOfTable(table, VERSION);
  const feed = FEEDS.find((one) => one.name === name);
  if (feed) return odcsOfFeed(feed, VERSION);
  const names = [...FEEDS.map((one) => one.name), ...TABLES.map(qualifiedName)];
  throw new CliError(`contract: no table or feed, got ${name}. Use one of ${names.join(', ')}`);
}

async function importContract(file: string, options: ImportOptions): Promise<void> {
  const imported = documentsOf(file).flatMap((document) => importedFrom(file, document, options));
  const files = (await Promise.all(imported.map(sourceFiles))).flat();
  const twice = files.find(({ path }, at) => files.findIndex((one) => one.path === path) !== at);
  if (twice !== undefined) {
    throw new CliError(`contract: two contracts of one file, got ${twice.path}. Rename one`);
  }
  if (options.out !== undefined) {
    write(options.out, files, options.force);
    process.stderr.write('Next: add the contracts to contracts/index.ts, then `npm run docs`\n');
    return;
  }
  const [first, ...others] = files;
  if (others.length > 0) {
    const paths = files.map(({ path }) => path).join(', ');
    throw new CliError(`contract: more than one file, got ${paths}. Specify --out <folder>`);
  }
  process.stdout.write(first!.content);
}

function importedFrom(
  file: string,
  document: unknown,
  options: ImportOptions,
): ReturnType<typeof importOdcs> {
  try {
    return importOdcs(document, { as: options.as, drop: options.drop });
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    const lines = error.problems.map((problem) => `\n  ${problem}`).join('');
    throw new CliError(
      `contract: ${error.problems.length} problems, got ${file}. Edit the file, or ignore a field ` +
        `with --drop <path without brackets>:${lines}`,
    );
  }
}

/** The documents of a YAML stream; JSON is YAML. Aliases are not followed without a limit. */
function documentsOf(file: string): unknown[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    throw new CliError(`contract: not readable, got ${file} (${(error as Error).message})`);
  }
  const documents = parseAllDocuments(text);
  const list = Array.isArray(documents) ? documents : [];
  if (list.length === 0) throw new CliError(`contract: no document, got ${file}`);
  return list.map((document) => {
    const [error] = document.errors;
    if (error) throw new CliError(`contract: not YAML, got ${file} (${error.message})`);
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  });
}

function write(
  folder: string,
  files: readonly { path: string; content: string }[],
  isForced?: boolean,
): void {
  writeNewFiles(folder, files, isForced);
  process.stderr.write(`Wrote ${files.length} files to ${folder}\n`);
}
