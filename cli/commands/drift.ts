/** `lakehouse drift`: what of an environment is not as it was deployed. */
import { writeFileSync } from 'node:fs';

import { Command, InvalidArgumentError } from 'commander';

import { driftMarkdown } from '../../deployment/drift-markdown';
import { isDrifted } from '../../deployment/drift-report';
import { settingsOf } from '../../deployment/named-environment';
import { environmentOption } from '../plan-options';

interface DriftCommandOptions {
  readonly env: string;
  readonly run?: boolean;
  readonly withinHours: number;
  readonly out?: string;
  readonly json?: string;
}

/** Exit code for drift; a failed check has another. */
const DRIFTED = 2;

export function driftCommand(): Command {
  return new Command('drift')
    .description(
      'compare what is live with what was deployed (exit code 2 when it differs, 1 when it cannot be told)',
    )
    .addOption(environmentOption())
    .option('--run', 'run the governance job now, which also mends what it can')
    .option('--within-hours <number>', 'how old its last run may be', hours, 26)
    .option('--out <file>', 'write the report there (Markdown), not to standard output')
    .option('--json <file>', 'write the report there as JSON, too')
    .action(drift);
}

async function drift(options: DriftCommandOptions): Promise<void> {
  const { findDrift } = module.require(
    '../../deployment/drift',
  ) as typeof import('../../deployment/drift');
  const found = await findDrift(settingsOf(options.env), {
    run: Boolean(options.run),
    withinHours: options.withinHours,
  });
  const drifted = isDrifted(found);
  const markdown = driftMarkdown(found);
  if (options.out) writeFileSync(options.out, markdown);
  else console.log(markdown.trimEnd());
  if (options.json) {
    const { controlPlane, ...rest } = found;
    const { drifted: changes, report } = controlPlane;
    const json = { version: 1, drifted, ...rest, controlPlane: { drifted: changes, report } };
    writeFileSync(options.json, `${JSON.stringify(json, null, 2)}\n`);
  }
  if (drifted) process.exitCode = DRIFTED;
}

function hours(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError(`not a number of hours, got ${text}`);
  return value;
}
