import type { LakehouseSettings } from './settings';
import { show } from './show';

const WORKLOAD_SIZES = ['Small', 'Medium', 'Large'];

/** What is wrong with how models are served and watched. */
export function servingProblems(settings: LakehouseSettings): string[] {
  const problems: string[] = [];
  const { servingWorkloadSize: size } = settings;
  if (size !== undefined && !WORKLOAD_SIZES.includes(size)) {
    problems.push(
      `\`servingWorkloadSize\` must be one of ${WORKLOAD_SIZES.join(', ')}, got: ${show(size)}`,
    );
  }
  for (const name of [
    'servingScalesToZero',
    'servingInferenceTable',
    'predictionMonitor',
  ] as const) {
    const value: unknown = settings[name];
    if (value !== undefined && typeof value !== 'boolean') {
      problems.push(`\`${name}\` must be true or false, got: ${show(value)}`);
    }
  }
  return problems;
}
