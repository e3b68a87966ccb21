/** The Python of the project, which runs Spark and MLflow's servers. */
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const PROJECT = resolve(__dirname, '..', '..', '..', '..');

/** A module of `local/` as a process to start. */
export interface PythonCommand {
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Where Python has to be; `make setup` puts it there. */
export const PYTHON = join(PROJECT, '.build', 'venv', 'bin', 'python');

export function pythonIsMissing(): boolean {
  return !existsSync(PYTHON);
}

/** `python -m <module> <args>`, with the packages of `local/` to import. */
export function pythonCommand(module: string, ...args: string[]): PythonCommand {
  const path = [join(PROJECT, 'local'), process.env.PYTHONPATH].filter(Boolean).join(delimiter);
  return {
    command: [PYTHON, '-m', module, ...args],
    env: { ...process.env, PYTHONPATH: path },
  };
}
