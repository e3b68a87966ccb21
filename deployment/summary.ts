/** Returns the changes of a plan in one line. */
import type { Summary } from '../review/report/report';

const SHOWN: readonly (readonly [keyof Summary, string])[] = [
  ['create', 'created'],
  ['update', 'changed'],
  ['replace', 'replaced'],
  ['delete', 'destroyed'],
  ['move', 'moved'],
  ['import', 'imported'],
  ['forget', 'forgotten'],
];

export function describe(summary: Summary): string {
  const counts = SHOWN.filter(([action]) => summary[action] > 0).map(
    ([action, done]) => `${summary[action]} ${done}`,
  );
  return counts.join(', ') || 'no changes';
}
