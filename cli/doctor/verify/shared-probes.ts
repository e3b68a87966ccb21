/** Probes that several entries of the ledger use. */
import { findJob } from '../../../client/jobs';
import { different, notRun, type Outcome, type Probe, same } from './outcome';

/** Reads the findings of checks: the entry is the same if none of them failed or warned. */
export function byChecks(...names: readonly string[]): Probe {
  return ({ reports }) => {
    const found = names.flatMap((name) => reports.filter((report) => report.name === name));
    const details = found.map(({ name, detail }) => `${name}: ${detail}`).join('; ');
    if (found.some(({ status }) => status === 'fail' || status === 'warn'))
      return different(details);
    return found.length > 0 && found.every(({ status }) => status === 'ok')
      ? same(details)
      : notRun(details);
  };
}

interface Runs {
  readonly runs?: readonly {
    readonly run_id: number;
    readonly end_time?: number;
    readonly state: { readonly result_state?: string; readonly state_message?: string };
  }[];
}

/** Reads the last completed run of each job, in place of a new run that would change data. */
export function byLastRuns(...jobs: readonly string[]): Probe {
  return async ({ context }) => {
    const found: Outcome[] = [];
    for (const name of jobs) {
      const { job_id } = await findJob(context.workspace(), name);
      const { runs = [] } = await context.get<Runs>('/api/2.2/jobs/runs/list', {
        job_id: `${job_id}`,
        completed_only: 'true',
        limit: '1',
      });
      const [run] = runs;
      if (run === undefined) return notRun(`${name} has no completed run`);
      const { result_state: result = 'without a result', state_message: message } = run.state;
      const isSuccess = result === 'SUCCESS';
      const ended = run.end_time ? ` on ${new Date(run.end_time).toISOString().slice(0, 10)}` : '';
      const reason = isSuccess || !message ? '' : `: ${message}`;
      const detail = `run ${run.run_id} of ${name} ended${ended}: ${result}${reason}`;
      found.push(isSuccess ? same(detail) : different(detail));
    }
    const worst = found.find(({ status }) => status === 'different');
    return worst ?? same(found.map(({ detail }) => detail).join('; '));
  };
}

/** An entry that only a change of the workspace can verify. */
export function unsafe(reason: string): Probe {
  return () => notRun(reason);
}
