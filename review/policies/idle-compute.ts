import type { Change } from '../plan/change';
import { Hidden, type Json } from '../plan/hidden';
import { blocks } from '../compute';
import { isDeclared, type Policy, type Violation } from './policy';

/** The longest that something may wait for work at somebody's expense. */
const MOST_IDLE_MINUTES = 120;

export const idleCompute: Policy = {
  name: 'idle-compute',
  severity: 'block',
  rule: `what computes stops by itself after at most ${MOST_IDLE_MINUTES} minutes without work`,
  repair: 'Set the automatic stop to 120 minutes or less, and let endpoints scale to zero.',
  check: ({ changes }) => changes.filter(isDeclared).flatMap(idleViolations),
};

/** What of one resource goes on without work. */
export function idleViolations(change: Change): Violation[] {
  return idle(change).map((message) => ({ address: change.address, message }));
}

function idle({ type, after = {} }: Change): string[] {
  switch (type) {
    case 'databricks_sql_endpoint':
      return minutes('auto_stop_mins', after.auto_stop_mins);
    case 'databricks_cluster':
      return after.is_pinned === true
        ? ['is pinned: it stays in the list when it has ended']
        : minutes('autotermination_minutes', after.autotermination_minutes);
    case 'databricks_instance_pool':
      return Number(after.min_idle_instances ?? 0) > 0
        ? [`keeps ${String(after.min_idle_instances)} idle instances`]
        : minutes(
            'idle_instance_autotermination_minutes',
            after.idle_instance_autotermination_minutes,
          );
    case 'databricks_model_serving':
      return (
        blocks(after.config)
          .flatMap(({ served_entities: entities, served_models: models }) => [
            ...blocks(entities),
            ...blocks(models),
          ])
          // a foundation model or an external one computes elsewhere
          .filter(({ external_model: external }) => blocks(external).length === 0)
          .filter(({ scale_to_zero_enabled: scales }) => scales !== true)
          .map(
            ({ name, entity_name: entity }) => `${String(name ?? entity)} does not scale to zero`,
          )
      );
    default:
      return [];
  }
}

function minutes(attribute: string, value: Json | undefined): string[] {
  if (value instanceof Hidden) return [];
  const given = typeof value === 'number' ? value : 0;
  if (given <= 0) return [`\`${attribute}\` is ${String(value ?? 'not set')}: it never stops`];
  return given > MOST_IDLE_MINUTES ? [`\`${attribute}\` is ${given}`] : [];
}
