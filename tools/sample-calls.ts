/**
 * Generates a landing zone of sales calls: conversations, deals and reps, with the drift, duplicates, late and broken
 * records that a real one has. The same seed gives the same bytes. Its last line is one JSON object: how much of each
 * kind there is, and how many rows every table must hold once all is ingested.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { Command, InvalidArgumentError } from 'commander';

import { DEFECTS } from './sample-calls/defects';
import { landingZone } from './sample-calls/landing-zone';

const FEWEST = Object.keys(DEFECTS).length;
const MOST = 99_999;

interface Options {
  readonly out: string;
  readonly calls: number;
  readonly seed: number;
}

function wholeNumber(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < low || value > high) {
      throw new InvalidArgumentError(`not a whole number from ${low} to ${high}, got ${text}`);
    }
    return value;
  };
}

async function main({ out, calls, seed }: Options): Promise<void> {
  const { files, manifest } = landingZone(calls, seed);
  for (const { path, body } of files) {
    const target = join(resolve(out), path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, body);
  }
  console.log(JSON.stringify(manifest));
}

new Command('sample-calls')
  .description('generate a landing zone of sales calls')
  .requiredOption('--out <folder>', 'where to write it')
  .option('--calls <number>', 'how many calls', wholeNumber(FEWEST, MOST), 300)
  .option('--seed <number>', 'the same seed gives the same bytes', wholeNumber(0, 2 ** 31 - 1), 7)
  .action(main)
  .parseAsync()
  .catch((error: Error) => {
    console.error(`error: ${error.message}`);
    process.exit(1);
  });
