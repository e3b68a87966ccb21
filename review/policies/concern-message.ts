import type { Json } from '../../rules/plan-values';
import { show } from '../changes/attribute-changes';
import type { ChangedConcern } from '../triage/concerns';

/** The change of an attribute in one sentence: `changes is_enabled from true to false`. */
export function concernMessage({
  path,
  values: { before, after },
}: Pick<ChangedConcern, 'path' | 'values'>): string {
  const [was, is] = [text(before), text(after)];
  if (was === undefined) return `sets ${path} to ${is}`;
  if (is === undefined) return `removes ${path}, was ${was}`;
  return was === is ? `changes ${path} (${is})` : `changes ${path} from ${was} to ${is}`;
}

function text(values: readonly Json[]): string | undefined {
  return values.length === 0 ? undefined : values.map((value) => show(value)).join(', ');
}
