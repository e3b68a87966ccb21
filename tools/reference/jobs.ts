/** The reference of the jobs, from the synthesised stack. */
import { page, table } from './table';

interface Task {
  readonly task_key: string;
  readonly depends_on?: readonly { readonly task_key: string }[];
}

interface Job {
  readonly name: string;
  readonly description?: string;
  readonly schedule?: { readonly quartz_cron_expression: string; readonly timezone_id: string };
  readonly trigger?: object;
  readonly continuous?: object;
  readonly parameter?: readonly { readonly name: string; readonly default: string }[];
  readonly task?: readonly Task[];
}

/**
 * Returns the page of the jobs.
 * @param jobs of the synthesised stack, by address
 */
export function jobReference(jobs: Readonly<Record<string, Job>>): string {
  const sorted = Object.values(jobs).sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return page(
    'Job reference',
    'Jobs of the shipped production environment.',
    ...sorted.map(section),
  );
}

function section(job: Job): string {
  const parts = [`## ${job.name}`];
  if (job.description !== undefined) parts.push(job.description);
  parts.push(`Starts: ${start(job)}.`);
  const parameters = (job.parameter ?? []).map(({ name }) => `\`${name}\``);
  if (parameters.length > 0) parts.push(`Job parameters: ${parameters.join(', ')}.`);
  const rows = (job.task ?? []).map(({ task_key: key, depends_on: after = [] }) => [
    `\`${key}\``,
    after.map((one) => `\`${one.task_key}\``).join(', '),
  ]);
  parts.push(table(['task', 'after'], rows));
  return parts.join('\n\n');
}

function start({ schedule, trigger, continuous }: Job): string {
  if (schedule) return `\`${schedule.quartz_cron_expression}\` (${schedule.timezone_id})`;
  if (trigger) return 'when files arrive in the landing volume';
  return continuous ? 'continuously' : 'manually';
}
