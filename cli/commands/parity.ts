/** `lakehouse parity`: answers of a real workspace, recorded without values and compared with the local workspace. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { Command } from 'commander';

import { type CredentialOptions, credentials } from '../../client/credentials';
import { LEDGER } from '../../parity/ledger';
import { describeVerification } from '../doctor/verify/verify';
import { withCredentials } from '../options';
import { compare, readRecording, record } from '../parity/recording';

const FILE = 'parity-recording.json';

interface FileOption extends CredentialOptions {
  readonly file: string;
  readonly json?: boolean;
}

export function parityCommand(): Command {
  return new Command('parity')
    .description('record the answers of a real workspace, and compare the local one with them')
    .addCommand(recordCommand())
    .addCommand(compareCommand());
}

function recordCommand(): Command {
  return withCredentials(
    new Command('record')
      .description('send the read-only probes of the parity ledger to a workspace')
      .option('--file <path>', 'file to write', FILE)
      .addHelpText(
        'after',
        '\nProbes are GET requests. The file has states, error codes, field names and types, and no values, names or hosts.',
      ),
  ).action(async (options: FileOption) => {
    const recording = await record(LEDGER, credentials(options), new Date());
    mkdirSync(dirname(options.file), { recursive: true });
    writeFileSync(options.file, `${JSON.stringify(recording, null, 2)}\n`);
    console.log(
      `Recorded ${recording.answers.length} answers (${recording.cloud}): ${options.file}`,
    );
  });
}

function compareCommand(): Command {
  return withCredentials(
    new Command('compare')
      .description('send the probes of a recording to the local workspace, and list differences')
      .option('--file <path>', 'recording to compare with', FILE)
      .option('--json', 'as one JSON line')
      .addHelpText(
        'after',
        '\nExit code 1 if an entry that the ledger calls the same differs. Differences that the ledger documents are "not run".',
      ),
  ).action(async (options: FileOption) => {
    const recording = readRecording(options.file);
    const results = await compare(LEDGER, recording, credentials(options));
    console.log(options.json ? JSON.stringify(results) : describeVerification(results).trim());
    if (results.some(({ status }) => status === 'different')) process.exitCode = 1;
  });
}
