import type { LakehouseSettings } from './settings';
import { show } from './show';

const LONGEST_DAYS = 36_500;

/** Everything that is wrong with how long text is kept. */
export function retentionProblems(settings: LakehouseSettings): string[] {
  const days = settings.transcriptRetentionDays;
  if (days === undefined) return [];
  const problems: string[] = [];
  if (!Number.isInteger(days) || days < 1 || days > LONGEST_DAYS) {
    problems.push(
      `\`transcriptRetentionDays\` must be a whole number between 1 and ${LONGEST_DAYS}, got: ${show(days)}`,
    );
  }
  if (settings.ingestion === 'pipeline') {
    problems.push(
      '`transcriptRetentionDays` must be left out where a pipeline makes the tables, which nobody ' +
        `else may redact, got: ${show(days)}`,
    );
  }
  return problems;
}
