/** `lakehouse run`: starts a job by name, and with `--wait` follows its tasks and answers with their outcome. */
import { Command } from 'commander';

import { CredentialOptions, credentials } from '../../client/credentials';
import { CliError } from '../../client/errors';
import { follow, outputOf, requireSuccess, type Run, startJob } from '../../client/jobs';
import { Progress } from '../../client/progress';
import { Workspace } from '../../client/rest';
import { withCredentials } from '../options';

interface RunOptions extends CredentialOptions {
  readonly wait?: boolean;
  readonly json?: boolean;
  readonly param: Record<string, string>;
}

export function runCommand(): Command {
  return withCredentials(
    new Command('run')
      .description('start a job; with --wait, follow its tasks (exit code 1 when it fails)')
      .argument('<job>', "the job's name, a part of it that no other job has, or its id")
      .option('--wait', 'follow the run to its end')
      .option('--param <key=value>', 'a job parameter; may be given again', keyValue, {})
      .option('--json', "print the run as one JSON line, with the tasks' outputs"),
  ).action((job: string, options: RunOptions) => run(job, options));
}

/** Collects repeated `key=value` options. */
export function keyValue(text: string, so_far: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new CliError(`parameter: not of the form key=value, got ${text}`);
  return { ...so_far, [text.slice(0, at)]: text.slice(at + 1) };
}

async function run(name: string, options: RunOptions): Promise<void> {
  const workspace = new Workspace(credentials(options));
  const progress = new Progress();
  const { job, runId } = await startJob(workspace, name, options.param, progress);
  if (!options.wait) {
    if (options.json) console.log(JSON.stringify({ run_id: runId }));
    return;
  }
  const ended = await follow(workspace, runId, progress);
  if (options.json) console.log(JSON.stringify(await report(workspace, ended)));
  await requireSuccess(workspace, job, ended, progress);
}

async function report(workspace: Workspace, run: Run): Promise<object> {
  const tasks: Record<string, object> = {};
  for (const task of run.tasks ?? []) {
    const output = await outputOf(workspace, task);
    tasks[task.task_key] = {
      result_state: task.state.result_state ?? task.state.life_cycle_state,
      seconds: ((task.end_time ?? 0) - (task.start_time ?? 0)) / 1000,
      output: output.notebook_output?.result ?? null,
    };
  }
  return { run_id: run.run_id, result_state: run.state.result_state ?? null, tasks };
}
