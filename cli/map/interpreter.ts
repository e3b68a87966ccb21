/** The interpreter of mappings. It is Python, which notebooks run; the command line runs the same code. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { CliError } from '../../client/errors';
import { PROJECT } from '../../client/home';
import type { RenderedSources } from '../../contracts/render';
import { PYTHON, pythonIsMissing } from '../../local/api/core/processes/python';

export interface MapProblem {
  readonly rule: string;
  readonly field: string;
  readonly value: string | null;
}

export type MapOutcome =
  | { readonly source: string; readonly version: number; readonly document: object }
  | { readonly source: string | null; readonly problems: readonly MapProblem[] };

export interface MapRequest {
  readonly sources: RenderedSources;
  readonly texts: readonly string[];
  /** @default - the mapping that recognizes the documents */
  readonly source?: string;
}

/** Returns one outcome for each call of the documents. */
export async function mapTexts({ sources, texts, source }: MapRequest): Promise<MapOutcome[]> {
  const request = JSON.stringify({ sources, texts, source: source ?? null });
  const output = await runPython('lakehouse.sources.map_files', request);
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as MapOutcome);
}

/** The Python of `make setup`, else that of the machine: the interpreter needs no package. */
function python(): string {
  return pythonIsMissing() ? (process.env.PYTHON ?? 'python3') : PYTHON;
}

function runPython(module: string, input: string): Promise<string> {
  const program = python();
  return new Promise((done, fail) => {
    const child = spawn(program, ['-B', '-m', module], {
      env: { ...process.env, PYTHONPATH: join(PROJECT, 'notebooks') },
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => output.push(data));
    child.stderr.on('data', (data: Buffer) => errors.push(data));
    // a program that ends early closes its input; its exit code is the error then
    child.stdin.on('error', () => {});
    child.on('error', () =>
      fail(
        new CliError(
          `python: cannot be started, got ${program}. Install Python 3.11 or set PYTHON`,
        ),
      ),
    );
    child.on('close', (code) => {
      if (code === 0) return done(Buffer.concat(output).toString());
      const [last] = Buffer.concat(errors).toString().trim().split('\n').slice(-1);
      fail(
        new CliError(
          `${program}: ended with exit code ${code}: ${last ?? ''}. Python 3.11 or later is needed`,
        ),
      );
    });
    child.stdin.end(input);
  });
}
