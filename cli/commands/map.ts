/** `lakehouse map`: shows the canonical calls of a vendor's documents. */
import { Command, Option } from 'commander';

import { CliError } from '../../client/errors';
import { Progress } from '../../client/progress';
import { renderSources } from '../../contracts/render';
import { SOURCES } from '../../contracts/sources';
import { type MapOutcome, type MapProblem, mapTexts } from '../map/interpreter';
import { readTexts } from '../map/texts';
import { count } from '../profile/proposal';

interface MapOptions {
  readonly source?: string;
  readonly json?: boolean;
}

export function mapCommand(): Command {
  return new Command('map')
    .description("show the canonical calls of a vendor's documents, and what is rejected")
    .argument('<files...>', 'documents of one or more calls, joined by id; - is standard input')
    .addOption(
      new Option('--source <name>', 'mapping (default: the one that recognizes the files)').choices(
        SOURCES.map(({ name }) => name),
      ),
    )
    .option('--json', 'print each call or rejection as a JSON line')
    .addHelpText(
      'after',
      '\nIt needs no workspace. docs/reference/sources.md lists the mappings and their documents.',
    )
    .action(map);
}

async function map(files: readonly string[], options: MapOptions): Promise<void> {
  const texts = await readTexts(files);
  const outcomes = await mapTexts({ sources: renderSources(), texts, source: options.source });
  const progress = new Progress();
  for (const outcome of outcomes) {
    if (options.json) console.log(JSON.stringify(outcome));
    else if ('document' in outcome) console.log(JSON.stringify(outcome.document, null, 2));
  }
  for (const [mapping, calls] of byMapping(outcomes)) {
    progress.line(`Mapped ${count(calls)} ${calls === 1 ? 'call' : 'calls'} by ${mapping}`);
  }
  const rejected = outcomes.filter((outcome) => 'problems' in outcome);
  if (rejected.length === 0) return;
  const lines = rejected.flatMap(({ problems }) => problems.map(line));
  throw new CliError(`${count(rejected.length)} rejected:\n${lines.join('\n')}`);
}

function byMapping(outcomes: readonly MapOutcome[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const outcome of outcomes) {
    if (!('document' in outcome)) continue;
    const mapping = `${outcome.source}, version ${outcome.version}`;
    found.set(mapping, (found.get(mapping) ?? 0) + 1);
  }
  return found;
}

function line({ rule, field, value }: MapProblem): string {
  return `  ${rule}: ${field || 'the document'}, got ${value ?? 'none'}`;
}
