/** What every benchmark prints as its last line of standard output, as JSON. */
export interface Report {
  readonly title: string;
  /** What the ratios are to; measured in the same run. */
  readonly baseline: string;
  /** The ratio that was aimed at, in words. @default - none was set */
  readonly goal?: string;
  readonly measures: Measure[];
  /** What a reader has to know to read the figures rightly. @default - nothing more */
  readonly notes?: string[];
}

export interface Measure {
  readonly what: string;
  /** Median, in seconds. */
  readonly seconds: number;
  readonly runs: number;
  /** To the baseline's seconds. @default - not a thing to compare */
  readonly ratio?: number;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A report as a section of Markdown. */
export function markdown(report: Report): string {
  const rows = report.measures.map(
    ({ what, seconds, runs, ratio }) =>
      `| ${what} | ${seconds.toFixed(2)} | ${ratio === undefined ? '' : `${ratio.toFixed(2)}x`} | ${runs} |`,
  );
  return [
    `## ${report.title}`,
    `Baseline: ${report.baseline}.${report.goal ? ` Goal: ${report.goal}.` : ''}`,
    '',
    '| what | seconds (median) | ratio | runs |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
    ...(report.notes ?? []).map((note) => `\n${note}`),
    '',
  ].join('\n');
}
