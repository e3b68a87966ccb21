import { blocks } from '../../rules/compute';
import { GOVERNANCE_TASKS } from '../../rules/governance-tasks';
import { type Body, Hidden, textOf } from '../../rules/plan-values';
import { type DeployedFile, deployedFile, textsOf } from '../changes/deployed-file';
import type { Change } from '../plan/change';
import type { Sources } from '../sources';
import type { Policy, PolicyContext, Violation } from './policy';

/** The SQL files that hide something: masks, the functions they call, the secured views. */
const HIDING_FILES = GOVERNANCE_TASKS.flatMap((task) =>
  'file' in task && !task.hidesNothing ? [`sql/${task.file}`] : [],
);

/** Masking parts of such a file: the functions that it calls or creates. */
const HIDES = /governance\.(?:mask_\w+|may_see_call|sees_\w+)/gi;

export const masksRemoved: Policy = {
  name: 'masks-removed',
  severity: 'block',
  scope: 'lakehouse',
  rule: 'masks, policies, secured views and the job that recreates them are not reduced',
  repair: 'Restore the statement, or replace it with one that hides at least as much.',
  check: (context) => [...jobs(context), ...files(context)],
};

/** The steps that make what hides, and the clock that makes it again. */
function jobs({ changes }: PolicyContext): Violation[] {
  return changes
    .filter(({ type, name }) => type === 'databricks_job' && name === 'governance')
    .flatMap(({ address, action, before, after }) => {
      if (action === 'delete') return [{ address, message: 'destroys the governance job' }];
      const now = new Set(taskFiles(after));
      const gone = taskFiles(before)
        .filter((file) => !now.has(file))
        .map((file) => ({ address, message: `runs ${file} no more` }));
      if (isByPolicies(before) && !isByPolicies(after)) {
        gone.push({ address, message: 'protects personal data by views only, was: policies' });
      }
      const isStopped = isScheduled(before, true) && !isScheduled(after, false);
      return isStopped ? [...gone, { address, message: 'is no more started by the clock' }] : gone;
    });
}

function taskFiles(job: Body | undefined): string[] {
  return blocks(job?.task).flatMap((task) => {
    const [sql] = blocks(task.sql_task);
    const [file] = blocks(sql?.file);
    const path = textOf(file?.path ?? '');
    return HIDING_FILES.filter((known) => path.endsWith(`/${known}`));
  });
}

function isByPolicies(job: Body | undefined): boolean {
  return blocks(job?.task).some((task) => {
    const [notebook] = blocks(task.notebook_task);
    const parameters = notebook?.base_parameters as Body | undefined;
    return parameters?.personal_data_protection === 'policies';
  });
}

/** @param ifHidden the answer where the plan does not show whether the schedule is paused */
function isScheduled(job: Body | undefined, ifHidden: boolean): boolean {
  const [schedule] = blocks(job?.schedule);
  if (schedule?.pause_status instanceof Hidden) return ifHidden;
  return schedule !== undefined && schedule.pause_status !== 'PAUSED';
}

function files({ changes, settings, sources }: PolicyContext): Violation[] {
  return changes.flatMap((change) => {
    const file = deployedFile(change, settings.workspaceRoot);
    if (file === undefined || !HIDING_FILES.includes(file.path)) return [];
    return fileViolations(change, file, sources);
  });
}

function fileViolations(
  { address, action }: Change,
  file: DeployedFile,
  sources: Sources | undefined,
): Violation[] {
  const { path } = file;
  if (action === 'delete') return [{ address, message: `destroys ${path}` }];
  if (file.before === undefined || file.before === file.after) return [];
  const texts = textsOf(file, sources);
  if (texts === undefined) {
    const how = 'the texts of what is deployed and of what shall be are needed (--base)';
    return [
      { address, message: `changes ${path}, and whether it hides less cannot be seen: ${how}` },
    ];
  }
  const left = count(texts.after);
  return [...count(texts.before)]
    .filter(([what, times]) => (left.get(what) ?? 0) < times)
    .map(([what]) => ({ address, message: `${path} has less of \`${what}\`` }));
}

function count(sql: string): Map<string, number> {
  const counts = new Map<string, number>();
  const statements = sql.replace(/--[^\n]*/g, '');
  for (const [found] of statements.matchAll(HIDES)) {
    const what = found.toLowerCase().replace(/\s+/g, ' ').replace(/;$/, '');
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return counts;
}
